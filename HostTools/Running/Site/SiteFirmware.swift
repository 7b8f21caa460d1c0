// What the page installs on boards: the files that `mnist-clock image --manifest` has made, and the program that writes
// them, ESP Web Tools. Must never publish what only its owner may read.

import Foundation
import Support

package struct SiteFirmware {
  /// Where browsers get ESP Web Tools from.
  package enum Installer {
    /// Its published files: the module, and the part of its address that only this version has.
    case published
    /// A folder of them, which then lie beside the page.
    case folder(String)

    /// The only place that names another host: unpkg is where ESP Web Tools' own documentation loads it from, at the
    /// version of November 2026. A version's files never change.
    private static let release = "https://unpkg.com/esp-web-tools@10.4.0/"
    private static let module = "install-button.js"
    static let folderName = "esp-web-tools"

    package var address: String {
      switch self {
      case .published: "\(Installer.release)dist/web/\(Installer.module)?module"
      case .folder: "\(Installer.folderName)/\(Installer.module)"
      }
    }

    /// For the page's policy; nil if nothing comes from elsewhere.
    package var host: String? {
      if case .published = self { Installer.release } else { nil }
    }

    func files() throws -> [(name: String, bytes: [UInt8])] {
      guard case .folder(let path) = self else { return [] }
      let names = try SitePages.names(in: path, kinds: ["js"])
      guard names.contains(Installer.module) else {
        throw Failure(
          file: path, "it has no \(Installer.module)",
          advice: "Name the folder dist/web of the npm package esp-web-tools")
      }
      return try names.map { ("\(Installer.folderName)/\($0)", try Files.read("\(path)/\($0)")) }
    }
  }

  private static let folder = "firmware"

  package let installer: Installer
  package let files: [(name: String, bytes: [UInt8])]
  var manifest: String { "\(SiteFirmware.folder)/manifest.json" }

  /// - Parameter path: a manifest of `mnist-clock image`, with its files in or below its folder.
  /// - Throws: `Failure` when it or one of these can't be read, or isn't for everybody.
  package init(manifest path: String, _ installer: Installer) throws {
    self.installer = installer
    let bytes = try Files.read(path)
    let parts = try SiteFirmware.parts(of: bytes, path)
    let beside = (path as NSString).deletingLastPathComponent
    var files = [(name: "\(SiteFirmware.folder)/manifest.json", bytes: bytes)]
    for part in parts {
      let file = beside.isEmpty ? part : "\(beside)/\(part)"
      guard FileManager.default.fileExists(atPath: file) else {
        throw Failure(
          file: path, "it names \(part.shown), which isn't beside it", advice: "Make both with `mnist-clock image`")
      }
      guard try SiteFirmware.isForEverybody(file) else {
        throw Failure(
          file: file, "only you can read it, so it may hold a network's password",
          advice: "Make it without --settings: what a page installs is public")
      }
      files.append(("\(SiteFirmware.folder)/\(part)", try Files.read(file)))
    }
    self.files = try files + installer.files()
  }

  private static func parts(of bytes: [UInt8], _ path: String) throws -> [String] {
    struct Manifest: Decodable {
      struct Build: Decodable {
        struct Part: Decodable { let path: String }
        let parts: [Part]
      }
      let builds: [Build]
    }
    guard let manifest = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)) else {
      throw Failure(
        file: path, "it is no manifest of ESP Web Tools", advice: "`mnist-clock image --manifest` writes one")
    }
    let names = Set(manifest.builds.flatMap { $0.parts.map(\.path) }).sorted()
    for name in names {
      let steps = name.split(separator: "/", omittingEmptySubsequences: false)
      guard !name.contains(":"), !name.contains("\\"), steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
        name != "manifest.json"
      else {
        throw Failure(file: path, "\(name.shown) is no file in or below its folder", advice: "Put all files beside it")
      }
    }
    return names
  }

  private static func isForEverybody(_ path: String) throws -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else {
      throw Failure(file: path, "its permissions can't be read")
    }
    return mode & 0o044 != 0
  }
}
