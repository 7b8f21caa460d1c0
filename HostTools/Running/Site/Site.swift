// The page as a folder for any web server: what is written by hand, the device and the readers compiled for browsers,
// the handwriting. Must never write half a page, nor a file that its version doesn't cover.

import Firmware
import Foundation
import GlyphImage
import ReaderModels
import Support

package struct Site {
  /// Its name within the page's folder, and what is in it.
  package typealias File = (name: String, bytes: [UInt8])

  /// Bytes of the partition image that a browser fetches at once: enough for a minute's four glyphs in one or two, and
  /// a power of two.
  static let glyphPiece = 65_536
  private static let program = "Board/Web/Page"
  private static let kinds = ["css", "html", "js", "webmanifest"]
  /// In Board/Web/Page/service-worker.js.
  private static let serviceWorker = "service-worker.js"
  private static let serviceWorkerBlank = #"const site = { version: "", files: [] };"#
  /// In Board/Web/Page/index.html.
  private static let policy = "script-src 'self' 'wasm-unsafe-eval'"

  package let version: String
  package let files: [File]

  /// - Parameter firmware: what is to be installed on boards, if anything.
  /// - Throws: `Failure` when the project isn't found or doesn't compile.
  package init(_ image: GlyphImageFile, firmware: SiteFirmware? = nil) throws {
    let folder = try ProjectFolder.path
    try SiteProgram.build()
    var files: [File] = []
    for name in try SitePages.names(in: "\(folder)/\(Site.program)", kinds: Site.kinds) {
      files.append((name, try Files.read("\(folder)/\(Site.program)/\(name)")))
    }
    for name in SiteProgram.files { files.append((name, try Files.read("\(folder)/\(SiteProgram.folder)/\(name)"))) }
    for network in ReaderNetwork.allCases {
      files.append(("\(network.rawValue).model", try LoadedReader(network).bytes))
    }
    files.append(("mnist.model", try GlyphModel.standard().file))
    let pictures = try SitePictures(image)
    files.append(("still.png", pictures.still))
    files.append(("icon.png", pictures.icon))
    let pieces = stride(from: 0, to: image.bytes.count, by: Site.glyphPiece)
    for (number, start) in pieces.enumerated() {
      let piece = image.bytes[start..<min(start + Site.glyphPiece, image.bytes.count)]
      files.append(("glyphs/\(String(number).leftPadded(to: 2, with: "0")).bin", Array(piece)))
    }
    if let host = firmware?.installer.host {
      try Site.stamp("index.html", of: &files, Site.policy, Site.policy + " \(host)")
    }
    files.sort { $0.name < $1.name }
    let version = try Site.version(of: files, firmware)
    self.version = version
    files.append(
      (
        "site.json",
        try Site.description(version: version, glyphs: image.bytes.count, pieces.underestimatedCount, firmware)
      ))
    let kept = files.map(\.name).filter { $0 != Site.serviceWorker }
    let list = try SiteText.json(["version": version, "files": kept])
    try Site.stamp(Site.serviceWorker, of: &files, Site.serviceWorkerBlank, "const site = \(list);")
    // Not kept for when there is no network: nobody installs anything then, and it is large.
    self.files = files + (firmware?.files ?? [])
  }

  /// Whether a folder is the one that the page's files are copied from.
  package static func isSource(_ path: String) -> Bool {
    guard let project = ProjectFolder.found else { return false }
    func real(_ path: String) -> String { URL(fileURLWithPath: path).resolvingSymlinksInPath().path }
    return real(path) == real("\(project)/\(program)")
  }

  package func write(to folder: WholeFolder) throws {
    for (name, bytes) in files {
      _ = try folder.place(name)
      try folder.write(bytes, name)
    }
    try folder.finish()
  }

  private static func version(of files: [File], _ firmware: SiteFirmware?) throws -> String {
    let all = files + (firmware?.files ?? [])
    let digest = try FileDigest.sha256.hexadecimal(
      of: all.flatMap { Array("\($0.name) \($0.bytes.count)\n".utf8) + $0.bytes })
    return "\(Version.text)-\(digest.prefix(12))"
  }

  private static func description(
    version: String, glyphs: Int, _ pieces: Int, _ firmware: SiteFirmware?
  ) throws -> [UInt8] {
    var description: [String: Any] = [
      "version": version, "mnist-clock": "\(Version.text)",
      "glyphs": ["size": glyphs, "piece": glyphPiece, "pieces": pieces],
    ]
    if let firmware {
      description["install"] = ["manifest": firmware.manifest, "tools": firmware.installer.address]
    }
    return Array(try SiteText.json(description).utf8)
  }

  private static func stamp(_ name: String, of files: inout [File], _ blank: String, _ text: String) throws {
    guard let index = files.firstIndex(where: { $0.name == name }) else {
      throw Failure("the page has no \(name)", advice: "Is \(Site.program) as it was?")
    }
    let old = String(decoding: files[index].bytes, as: UTF8.self)
    guard old.contains(blank) else {
      throw Failure(
        file: "\(Site.program)/\(name)", "it has no line with \(blank.shown)", advice: "That is to be filled in")
    }
    files[index].bytes = Array(old.replacing(blank, with: text).utf8)
  }
}
