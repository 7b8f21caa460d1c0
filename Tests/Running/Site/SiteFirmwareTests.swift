// What the page offers to install on boards: which files it takes, and which it must refuse. Must never need a build.

import Foundation
import Site
import Support
import Testing

/// Manifests are written here as ESP Web Tools' documentation has them.
@Suite struct SiteFirmwareTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func manifest(_ parts: String...) throws -> String {
    let list = parts.map { #"{"path": "\#($0)", "offset": 0}"# }.joined(separator: ", ")
    let text = #"{"name": "MNIST Clock", "version": "1", "builds": [{"chipFamily": "ESP32-C3", "parts": [\#(list)]}]}"#
    let path = "\(folder.path)/manifest.json"
    try Files.write(Array(text.utf8), to: path)
    return path
  }

  @Test func filesComeAlong() throws {
    try Files.makeFolder(folder.path + "/c3")
    try Files.write([1, 2], to: folder.path + "/c3/app.bin")
    try Files.write([3], to: folder.path + "/glyphs.bin")
    let firmware = try SiteFirmware(manifest: manifest("c3/app.bin", "glyphs.bin", "glyphs.bin"), .published)
    #expect(firmware.files.map(\.name) == ["firmware/manifest.json", "firmware/c3/app.bin", "firmware/glyphs.bin"])
    #expect(firmware.files[1].bytes == [1, 2])
  }

  @Test(arguments: ["../app.bin", "/etc/hosts", "https://example.org/app.bin", "a//b", "./app.bin", "a\\\\b", ""])
  func partsElsewhereAreRefused(_ path: String) throws {
    let file = try manifest(path)
    #expect(throws: Failure.self) { try SiteFirmware(manifest: file, .published) }
  }

  @Test func missingPartIsNamed() throws {
    let file = try manifest("app.bin")
    let failure = #expect(throws: Failure.self) { try SiteFirmware(manifest: file, .published) }
    #expect(failure?.cause.contains("app.bin") == true)
  }

  /// `mnist-clock image --settings` makes its files so, since they hold a password.
  @Test func privateFilesStayPrivate() throws {
    let path = folder.path + "/app.bin"
    try Files.write([1], to: path)
    #expect(chmod(path, 0o600) == 0)
    let file = try manifest("app.bin")
    let failure = #expect(throws: Failure.self) { try SiteFirmware(manifest: file, .published) }
    #expect(failure?.cause.contains("password") == true)
  }

  @Test func otherFilesAreNoManifests() throws {
    let path = folder.path + "/manifest.json"
    try Files.write(Array("{}".utf8), to: path)
    #expect(throws: Failure.self) { try SiteFirmware(manifest: path, .published) }
  }

  @Test func toolsCanLieBesideThePage() throws {
    try Files.write([1], to: folder.path + "/app.bin")
    try Files.makeFolder(folder.path + "/tools")
    for name in ["install-button.js", "dialog.js", "LICENSE"] {
      try Files.write([0], to: "\(folder.path)/tools/\(name)")
    }
    let firmware = try SiteFirmware(manifest: manifest("app.bin"), .folder(folder.path + "/tools"))
    #expect(firmware.installer.host == nil)
    #expect(firmware.installer.address == "esp-web-tools/install-button.js")
    #expect(
      firmware.files.map(\.name).suffix(2) == ["esp-web-tools/dialog.js", "esp-web-tools/install-button.js"])
    let file = try manifest("app.bin")
    #expect(throws: Failure.self) { try SiteFirmware(manifest: file, .folder(folder.path)) }
  }

  /// A policy's path covers what is below it only if it ends with a slash (Content Security Policy 3, 6.7.2.8).
  @Test func publishedToolsAreCoveredByThePolicy() throws {
    let published = SiteFirmware.Installer.published
    let host = try #require(published.host)
    #expect(host.hasPrefix("https://") && host.hasSuffix("/") && published.address.hasPrefix(host))
  }
}
