// Commands that need the project's folder find it, and themselves, wherever the program is and wherever it is called.
// Must never need QEMU: a folder with scripts of the same names stands in for the project's.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct ProjectFolderTests {
  private let folder: TemporaryFolder
  private let project: String
  private let elsewhere: String

  init() throws {
    folder = try TemporaryFolder()
    project = folder.path + "/project"
    elsewhere = folder.path + "/elsewhere"
    for name in ["Board/QEMU", "Tests", "build", "tools"] { try Files.makeFolder("\(project)/\(name)") }
    try Files.makeFolder(elsewhere)
    try Files.write([], to: "\(project)/Board/QEMU/build")
    for name in ["qemu-system-riscv32", "llc-22", "qemu-system-xtensa", "xtensa-lx106-elf-ld"] {
      try script("\(project)/tools/\(name)", "")
    }
    // Both note which program told them to measure, and the first one on which digits.
    try script(
      "\(project)/Tests/decode-on-device",
      """
      echo "$MNIST_CLOCK" "${MNIST_DIR-}" >>"\(folder.path)/asked"
      printf '%s\\n' 'glyphs 1' 'mean-instructions 160000' 'most-instructions 170000' \
        'emulated-multiplications 4' 'most-drawing 1' 'most-refresh 2' 'most-grey 3'
      """)
    try script(
      "\(project)/Tests/recover-on-device",
      """
      echo "$MNIST_CLOCK" >>"\(folder.path)/asked"
      echo 'rv32imc, record 1: 1 reads, 100 instructions (200 with the reads)'
      """)
  }

  private func script(_ path: String, _ lines: String) throws {
    try Files.write(Array("#!/bin/sh\n\(lines)\n".utf8), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  }

  /// `program` is what the shell calls; `path` a folder that is searched for it too.
  private func benchmark(_ program: String, in place: String, path: String = "") throws -> (status: Int32, all: String)
  {
    let result = try ChildProcess.run(
      "sh",
      [
        "-c", "cd \"$1\" && PATH=\"$2:$3/tools:$PATH\" \"$4\" benchmark --only device --mnist digits", "sh", place,
        path,
        project, program,
      ])
    return (result.status, result.output + result.errors)
  }

  private var asked: [String] {
    get throws {
      try String(contentsOfFile: folder.path + "/asked", encoding: .utf8).split(separator: "\n").map(String.init)
    }
  }

  @Test func theDevicesFiguresAreOfThisProgramWhereverItStands() throws {
    // Where it was built, in the project's folder.
    let built = "\(project)/build/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: built)
    // A link to it, and a copy that was installed elsewhere and is called in the project.
    let link = "\(elsewhere)/clock"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: built)
    let installed = "\(elsewhere)/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: installed)

    func check(_ called: String, in place: String, path: String = "", is program: String) throws {
      try? FileManager.default.removeItem(atPath: folder.path + "/asked")
      let (status, text) = try benchmark(called, in: place, path: path)
      #expect(status == 0 && text.contains("160,000  RV32 instructions to decode a glyph"), "\(text)")
      // On RV32, the journal, and on Xtensa.
      let decode = "\(program) \(place)/digits"
      #expect(try asked == [decode, program, decode])
    }
    try check(built, in: project, is: built)
    try check(built, in: elsewhere, is: built)
    try check("../project/build/mnist-clock", in: elsewhere, is: built)
    try check(link, in: "/tmp", is: built)
    try check("clock", in: "/tmp", path: elsewhere, is: built)
    try check("mnist-clock", in: "\(project)/Tests", path: elsewhere, is: installed)
  }

  @Test func withoutTheProjectItSaysSo() throws {
    let installed = "\(elsewhere)/mnist-clock"
    try FileManager.default.copyItem(atPath: Program.path, toPath: installed)
    let (status, text) = try benchmark(installed, in: elsewhere)
    #expect(status == 0)
    #expect(text.contains("device: not measured: the project's folder can't be found; run this there.\n"))
  }
}
