// Board/ESP32/release in a project that the tests make up: stubs stand for ESP-IDF, for the compilers and for what makes
// the page; the images are made by the real program, signatures by the real espsecure, and `sha256sum` judges the
// checksums. Must never need a chip's SDK, nor touch this project's own builds.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ReleaseTests {
  private let folder: TemporaryFolder
  private let glyphs: TemporaryFolder
  private let c3: BuildFiles
  private let first: BuildFiles
  private var project: String { folder.path + "/project" }
  private var tools: String { folder.path + "/tools" }
  private var output: String { folder.path + "/web/release" }
  private var log: String { folder.path + "/log" }

  private static let version = "1.2.3"
  private static let changes = """
    # Changelog

    ## [Unreleased] - 1.2.3

    ### Added
    - What is new.

    ## [1.2.2]

    What was new.

    """

  init() throws {
    try #require(
      Files.exists(RealDigits.root + "/.build-esptool/python3"), "HostTools/install-packages tests installs it")
    folder = try TemporaryFolder()
    glyphs = try TemporaryFolder(glyphsPerDigit: 3)
    c3 = try BuildFiles(version: Self.version)
    first = try BuildFiles(chip: "esp32", id: BuildFiles.esp32, version: Self.version)
    let names = ["project/Board/ESP32", "project/HostTools", "project/Firmware/Settings", "tools", "web", "builds"]
    for name in names { try Files.makeFolder("\(folder.path)/\(name)") }
    let script = "Board/ESP32/release"
    try FileManager.default.copyItem(atPath: "\(RealDigits.root)/\(script)", toPath: "\(project)/\(script)")
    try FileManager.default.createSymbolicLink(
      atPath: project + "/.build-esptool", withDestinationPath: RealDigits.root + "/.build-esptool")
    try Files.write(
      "public static var text: StaticString { \"\(Self.version)\" }\n".utf8,
      to: project + "/Firmware/Settings/Version.swift")
    try Files.write(Self.changes.utf8, to: project + "/CHANGELOG.md")
    try stub(project + "/HostTools/install-packages", "")
    try stub(project + "/Board/compile-xtensa", "")
    try stub(tools + "/swiftc", "")
    // As ESP-IDF does, it takes the defaults only for what no sdkconfig says yet.
    try stub(
      tools + "/idf.py",
      """
      while [ $# -gt 1 ]; do
        case $1 in -B) build=$2 ;; -D) case $2 in SDKCONFIG_DEFAULTS=*) defaults=${2#*=} ;; esac ;; esac
        shift 2
      done
      chip=${build##*/}
      echo "$1 $chip $IDF_TARGET" >>'\(log)'
      if [ "$1" = reconfigure ]; then
        [ -e "$build/sdkconfig" ] || { echo CONFIG_A=y; case $defaults in *\\;*) cat "${defaults#*;}" ;; esac; } >"$build/sdkconfig"
      else
        case $chip in esp32) cp -R '\(first.path)/.' "$build" ;; *) cp -R '\(c3.path)/.' "$build" ;; esac
      fi
      """)
    try stub(
      project + "/clock",
      """
      echo "$1" >>'\(log)'
      case $1 in
      glyphs) for word; do last=$word; done; cp '\(glyphs.image)' "$last" ;;
      image) exec '\(Program.path)' "$@" ;;
      page)
        for word; do
          case $name in --output) output=$word ;; --manifest) manifest=$word ;; esac
          name=$word
        done
        mkdir -p "$output/firmware" && echo page >"$output/index.html" && cp "$manifest" "$output/firmware"
        ;;
      esac
      """)
  }

  private func stub(_ path: String, _ script: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try Files.write("#!/bin/sh\n\(script)\n".utf8, to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  private func run(
    _ words: String..., chips: String = "esp32c3", idf: Bool = true, variables: [String] = []
  ) throws -> ChildProcess.Result {
    let path = "\(tools):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
    return try ChildProcess.run(
      "env",
      ["-u", "IDF_TARGET", "-u", "IDF_PATH", "PATH=\(path)"] + (idf ? ["IDF_PATH=\(folder.path)"] : []) + variables
        + [project + "/Board/ESP32/release", "--chips", chips, "--output", output, "--build", folder.path + "/builds"]
        + words)
  }

  private func refuses(_ cause: String, key: String? = nil) throws {
    let result = try key.map { try run("--key", $0) } ?? run()
    #expect(result.status == 1 && result.errors.contains(cause), "\(result)")
    #expect(!result.errors.contains("Traceback"))
    try nothingIsLeft()
  }

  private func nothingIsLeft(besides kept: [String] = []) throws {
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/web") == kept)
  }

  private func text(_ path: String) throws -> String { String(decoding: try Files.read(path), as: UTF8.self) }

  private var asked: [String] {
    ((try? text(log)) ?? "").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
  }

  private func files() throws -> [String] {
    let all = try FileManager.default.subpathsOfDirectory(atPath: output)
    return all.filter { !Files.isFolder("\(output)/\($0)") }.sorted()
  }

  private func key() throws -> String {
    let path = folder.path + "/key.pem"
    let result = try espsecure("generate-signing-key", "--version", "2", "--scheme", "rsa3072", path)
    try #require(result.status == 0, "\(result)")
    return path
  }

  private func espsecure(_ words: String...) throws -> ChildProcess.Result {
    try ChildProcess.run(RealDigits.root + "/.build-esptool/python3", ["-m", "espsecure"] + words)
  }

  @Test func withoutAKeyNothingIsSigned() throws {
    let result = try run(chips: "esp32c3,esp32", variables: ["IDF_TARGET=esp32c6"])
    try #require(result.status == 0, "\(result)")
    #expect(
      try files() == [
        "RELEASE.md", "SHA256SUMS", "firmware/manifest.json", "images/mnist-clock-esp32.bin",
        "images/mnist-clock-esp32c3.bin", "index.html",
      ])
    #expect(result.output.contains("version 1.2.3 for esp32c3, esp32, 6 files"))
    #expect(result.output.contains("Nothing is signed, for lack of --key"))
    // What a configuration finds missing is told before anything is compiled.
    #expect(
      asked == [
        "glyphs", "reconfigure esp32c3", "reconfigure esp32", "build esp32c3", "build esp32", "image", "page",
      ])
    let merged = try Files.read(output + "/images/mnist-clock-esp32c3.bin")
    #expect(merged[0x20000...].starts(with: c3.app))
    #expect(merged[0x260000...].elementsEqual(try Files.read(glyphs.image)))
    let manifest = try text(output + "/firmware/manifest.json")
    #expect(manifest.contains("mnist-clock-esp32-ota_0.bin") && manifest.contains(#""version" : "1.2.3""#))
    let notes = try text(output + "/RELEASE.md")
    #expect(notes.hasPrefix("# MNIST Clock 1.2.3\n") && notes.hasSuffix("### Added\n- What is new.\n"), "\(notes)")
    #expect(!notes.contains("updates/"))
    try checksumsHold()
    for name in [""] + (try files()) {
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(output)/\(name)")
      // A web server may be another user.
      #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o044 == 0o044, "\(name)")
    }
    try nothingIsLeft(besides: ["release"])
  }

  /// Every file but the list is in the list, and a changed one is found.
  private func checksumsHold() throws {
    func judge() throws -> ChildProcess.Result {
      try ChildProcess.run("sh", ["-c", "cd \"$0\" && sha256sum --strict --check SHA256SUMS", output])
    }
    let result = try judge()
    #expect(result.status == 0, "\(result)")
    let judged = result.output.split(separator: "\n").map { String($0.dropLast(": OK".count)) }.sorted()
    #expect(try judged == files().filter { $0 != "SHA256SUMS" })
    let page = try Files.read(output + "/index.html")
    try Files.write(page + [0], to: output + "/index.html")
    #expect(try judge().status != 0)
    try Files.write(page, to: output + "/index.html")
  }

  @Test func updatesAreSignedAndTheAppKnowsTheKey() throws {
    let key = try key()
    let result = try run("--key", key)
    try #require(result.status == 0, "\(result)")
    let names = ["glyphs.bin", "mnist-clock-esp32c3.bin"]
    #expect(try files().filter { $0.hasPrefix("updates/") } == names.map { "updates/\($0)" })
    var digests: Set<String> = []
    for (name, contents) in zip(names, [try Files.read(glyphs.image), c3.app]) {
      let path = "\(output)/updates/\(name)"
      let signed = try Files.read(path)
      let padded = (contents.count + 4_095) / 4_096 * 4_096
      #expect(signed.starts(with: contents) && signed.count == padded + 4_096)
      let verdict = try espsecure("verify-signature", "--version", "2", "--keyfile", key, path)
      #expect(verdict.status == 0, "\(verdict)")
      var changed = signed
      changed[100] ^= 1
      try Files.write(changed, to: folder.path + "/changed")
      #expect(
        try espsecure("verify-signature", "--version", "2", "--keyfile", key, folder.path + "/changed").status != 0)
      // ESP-IDF's "Signature Block Format": the public key is in bytes 36 to 811 of the block.
      let block = signed[padded...].dropFirst(36).prefix(776)
      digests.insert(try BuildFiles.digest(Array(block), by: "sha256sum").map(hexadecimal).joined())
    }
    let digest = try #require(digests.count == 1 ? digests.first : nil)
    #expect(try text(folder.path + "/builds/esp32c3/sdkconfig").contains("CONFIG_CLOCK_UPDATE_KEYS=\"\(digest)\"\n"))
    #expect(try text(output + "/RELEASE.md").contains("`\(digest)`") && result.output.contains(digest))
    try checksumsHold()
    // The key itself is nowhere, nor a line of it.
    let lines = try text(key).split(separator: "\n")
    let kept = (result.output + result.errors).utf8.map { $0 }
    for bytes in try [kept] + files().map({ try Files.read("\(output)/\($0)") }) {
      for line in lines { #expect(Data(bytes).range(of: Data(line.utf8)) == nil) }
    }
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".pem") } == ["key.pem"])
  }

  private func hexadecimal(_ byte: UInt8) -> String { String(byte, radix: 16).leftPadded(to: 2, with: "0") }

  @Test func otherKeysAreRefusedBeforeAnythingIsBuilt() throws {
    let path = folder.path + "/other.pem"
    #expect(
      try espsecure("generate-signing-key", "--version", "2", "--scheme", "ecdsa256", path).status == 0)
    try refuses("is no RSA key of 3,072 bits", key: path)
    try Files.write("no key".utf8, to: path)
    try refuses("espsecure sign-data failed", key: path)
    try refuses("there is no such key", key: folder.path + "/none.pem")
    #expect(asked.isEmpty)
  }

  /// Kconfig ignores what it doesn't know.
  @Test func anAppThatDoesNotTakeTheKeyIsNotBuilt() throws {
    try stub(
      tools + "/idf.py", "while [ $# -gt 1 ]; do [ $1 != -B ] || echo >$2/sdkconfig; shift; done; echo $1 >>'\(log)'")
    try refuses("didn't take CONFIG_CLOCK_UPDATE_KEYS", key: try key())
    #expect(asked == ["glyphs", "reconfigure"])
  }

  /// A password in it, or another key, would be compiled in.
  @Test func anOlderConfigurationIsNotTaken() throws {
    let build = folder.path + "/builds/esp32c3"
    try Files.makeFolder(build)
    try Files.write("CONFIG_CLOCK_WIFI_PASSWORD=\"secret\"\n".utf8, to: build + "/sdkconfig")
    #expect(try run().status == 0)
    #expect(try text(build + "/sdkconfig") == "CONFIG_A=y\n")
  }

  @Test func whatIsMissingIsToldAtOnce() throws {
    try stub(project + "/Board/compile-xtensa", "echo \"compile-xtensa: LLVM 22's opt is missing\" >&2; exit 1")
    let result = try run(chips: "esp32c3,esp32s3,esp32", idf: false)
    #expect(result.status == 1)
    #expect(
      result.errors == """
        release: this is missing:
          ESP-IDF's environment, with IDF_PATH and idf.py in the PATH; `. $IDF_PATH/export.sh` sets it up
          compile-xtensa: LLVM 22's opt is missing (for the esp32s3 and esp32)

        """)
    try nothingIsLeft()
    #expect(asked.isEmpty)
  }

  @Test func aVersionWithoutChangesIsNoRelease() throws {
    for (title, isRight) in [
      ("## [1.2.3] - 2026-11-28", true), ("## [1.2.3]", true), ("## [Unreleased] - 1.2.4", false),
      ("## [Unreleased]", false), ("## [1.2.30]", false),
    ] {
      try Files.write(
        Self.changes.replacing("## [Unreleased] - 1.2.3", with: title).utf8, to: project + "/CHANGELOG.md")
      // Without ESP-IDF the next step fails.
      let result = try run(idf: false)
      let cause = isRight ? "this is missing" : "CHANGELOG.md has no section for 1.2.3"
      #expect(result.status == 1 && result.errors.contains(cause), "\(result)")
    }
    try Files.write("## [1.2.3]\n\n## [1.2.2]\nOld.\n".utf8, to: project + "/CHANGELOG.md")
    try refuses("CHANGELOG.md's section for 1.2.3 is empty")
  }

  @Test func appsOfAnotherVersionAreNoRelease() throws {
    try Files.write(
      "public static var text: StaticString { \"1.2.2\" }\n".utf8, to: project + "/Firmware/Settings/Version.swift")
    try refuses("are of version 1.2.3, not 1.2.2")
  }

  /// Whichever step fails, nothing is left, and what was there stays.
  @Test(arguments: ["reconfigure", "build", "glyphs", "image", "page"])
  func aFailureLeavesNothing(step: String) throws {
    for path in [tools + "/idf.py", project + "/clock"] {
      let script = try text(path).split(separator: "\n", maxSplits: 1)[1]
      try stub(path, "for word; do [ \"$word\" != \(step) ] || exit 3; done\n\(script)")
    }
    try refuses("failed with status 3")
    try Files.makeFolder(output)
    try Files.write("old".utf8, to: output + "/SHA256SUMS")
    #expect(try run().status == 1)
    #expect(try files() == ["SHA256SUMS"] && text(output + "/SHA256SUMS") == "old")
    try nothingIsLeft(besides: ["release"])
  }

  @Test func onlyAnEarlierReleaseIsReplaced() throws {
    try Files.makeFolder(output)
    try Files.write("mine".utf8, to: output + "/notes.txt")
    let result = try run()
    #expect(result.status == 1 && result.errors.contains("is there and is no earlier release"), "\(result)")
    #expect(try files() == ["notes.txt"] && asked.isEmpty)
    try Files.write("old".utf8, to: output + "/SHA256SUMS")
    #expect(try run().status == 0)
    #expect(try !files().contains("notes.txt") && files().contains("index.html"))
    try nothingIsLeft(besides: ["release"])
  }

  @Test func commandLinesThatMakeNoSense() throws {
    for (words, cause) in [
      (["--chips", "esp32c2"], "esp32c2 is no chip of the clock's: esp32c3, esp32c6, esp32s3, esp32"),
      (["--chips", "esp32c3,"], "nothing is no chip"), (["--output", ""], "--output: a path is missing"),
      (["--keys", "x"], "unrecognized arguments"),
    ] {
      let result = try ChildProcess.run(project + "/Board/ESP32/release", words)
      #expect(result.status == 2 && result.errors.contains(cause), "\(result)")
    }
    let help = try ChildProcess.run(project + "/Board/ESP32/release", ["--help"])
    #expect(help.status == 0 && help.output.contains("--mnist") && help.output.contains("SHA256SUMS"))
  }
}
