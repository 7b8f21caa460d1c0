// Board/compile-xtensa where what it needs is missing, old or other than it expects: stubs stand for the compiler and
// for LLVM. Must never need LLVM 22 itself: what that makes of the firmware is for Tests/suites-on-device and its like.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct CompileXtensaTests {
  private let folder: TemporaryFolder
  private var tools: String { folder.path + "/tools" }
  private var object: String { folder.path + "/object" }

  init() throws {
    folder = try TemporaryFolder()
    try Files.makeFolder(tools)
    for name in ["opt", "llc"] { try stub(name, "echo 'LLVM version 22.1.8'; echo '    xtensa - Xtensa 32'") }
    try stub("llvm-mc", "")
    // Prints its version, or writes `code` as the intermediate code.
    try stub(
      "swiftc",
      """
      [ "$1" != --version ] || { echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'; exit; }
      while [ "$1" != -o ]; do shift; done
      cat '\(folder.path)/code' >"$2"
      """)
  }

  private func stub(_ name: String, _ script: String) throws {
    try Files.write("#!/bin/sh\n\(script)\n".utf8, to: "\(tools)/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tools)/\(name)")
  }

  private func run(bin: String? = nil) throws -> (status: Int32, errors: String) {
    let script = RealDigits.root + "/Board/compile-xtensa"
    let result = try ChildProcess.run(
      "env", ["LLVM_BIN=\(bin ?? tools)", script, object, "\(tools)/swiftc", "-O", "x.swift"])
    return (result.status, result.errors)
  }

  private func refuses(_ words: String, bin: String? = nil) throws {
    let (status, errors) = try run(bin: bin)
    #expect(status == 1)
    #expect(errors.split(separator: "\n").count == 1)
    #expect(errors.contains(words), "\(errors)")
    #expect(!Files.exists(object))
  }

  @Test func aMissingLLVMIsNamedWithWhereItWasLookedFor() throws {
    try refuses("LLVM 22's opt is missing; Debian's package llvm-22", bin: folder.path)
    try refuses("(looked in \(folder.path))", bin: folder.path)
  }

  @Test func anOlderLLVMIsRefused() throws {
    try stub("llc", "echo 'Debian LLVM version 19.1.7'")
    try refuses("llc is of LLVM 19.1.7, but 22 is needed")
  }

  @Test func anLLVMWithoutXtensaIsRefused() throws {
    try stub("llc", "echo 'LLVM version 22.1.8'; echo '    x86-64 - 64-bit X86'")
    try refuses("has no code generator for Xtensa")
  }

  @Test func anotherSwiftIsRefused() throws {
    try stub("swiftc", "echo 'Swift version 6.4 (swift-6.4-RELEASE)'")
    try refuses("swiftc is Swift 6.4, but 6.3 is needed")
  }

  /// As Swift 6.3 writes it, and with one line otherwise.
  @Test(arguments: [
    ("e-m:e-p:32:32-i64:64-n32-S128", "e-m:e-p:32:32-i64:64-n32-S64", "0 places with the memory layout"),
    ("riscv32-none-none-eabi", "armv7em-none-none-eabi", "0 places with a triple of riscv32"),
    ("\"target-cpu\"=\"generic-rv32\"", "minsize", "0 places with attributes that name RV32's features"),
    ("define void @board_main", "define hidden void @\"$board_main\"", "made no function that C could call"),
  ])
  func otherIntermediateCodeIsRefused(expected: String, other: String, words: String) throws {
    let code = """
      target datalayout = "e-m:e-p:32:32-i64:64-n32-S128"
      target triple = "riscv32-none-none-eabi"
      define void @board_main() #0 { ret void }
      attributes #0 = { "target-cpu"="generic-rv32" }

      """
    try Files.write(code.replacing(expected, with: other).utf8, to: folder.path + "/code")
    try refuses(words)
  }
}
