// What `idf.py` meets in the project's root before any compiler: with the real CMake and Python, and a stub of a few
// lines for ESP-IDF. Must never need a chip's SDK.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct IDFProjectTests {
  private let folder: TemporaryFolder

  init() throws {
    try #require(ChildProcess.isInstalled("cmake"), "HostTools/install-packages tests installs it")
    folder = try TemporaryFolder()
    try Files.makeFolder(folder.path + "/idf/tools/cmake")
    // As project.cmake does: the environment's target, else the cache's, else the first ESP32; `project` stands for the
    // search for a compiler.
    let stub = """
      set(IDF_TARGET "$ENV{IDF_TARGET}${IDF_TARGET}")
      if(NOT IDF_TARGET)
        set(IDF_TARGET esp32)
      endif()
      function(idf_build_set_property)
      endfunction()
      macro(project name)
        message(FATAL_ERROR "compiler of ${IDF_TARGET}, ${SDKCONFIG_DEFAULTS}, version ${PROJECT_VER}.")
      endmacro()
      """
    try Files.write(stub.utf8, to: folder.path + "/idf/tools/cmake/project.cmake")
  }

  /// CMake's words on one line.
  private func configure(_ variables: [String], _ options: String...) throws -> String {
    // CMake waits for its children by their signal, which a test's thread blocks.
    let unblock = """
      import os, signal, sys
      signal.pthread_sigmask(signal.SIG_SETMASK, [])
      os.execvp(sys.argv[1], sys.argv[1:])
      """
    let result = try ChildProcess.run(
      "env",
      variables + ["IDF_PATH=\(folder.path)/idf", "python3", "-c", unblock, "cmake", "-S", RealDigits.root, "-B"]
        + [folder.path + "/build"] + options)
    #expect(result.status != 0)
    return (result.output + result.errors).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(arguments: ["esp32c3", "esp32c6"])
  func ourChipsComeToTheirCompiler(chip: String) throws {
    let said = try configure(["IDF_COMPONENT_MANAGER=0"], "-DIDF_TARGET=\(chip)")
    #expect(said.contains("compiler of \(chip), \(RealDigits.root)/Board/ESP32/sdkconfig.defaults"), "\(said)")
  }

  @Test func theAppHasTheFirmwaresVersion() throws {
    let program = try Program.run("--version")
    let version = try #require(program.output.wholeMatch(of: /mnist-clock (\d+\.\d+\.\d+)\n/)?.1)
    let said = try configure(["IDF_COMPONENT_MANAGER=0"], "-DIDF_TARGET=esp32c3")
    #expect(said.contains("version \(version)."), "\(said)")
    let changes = String(decoding: try Files.read(RealDigits.root + "/CHANGELOG.md"), as: UTF8.self)
    #expect(changes.contains("## [\(version)]") || changes.contains("## [Unreleased] - \(version)"))
  }

  /// A folder with LLVM's programs as far as they are asked for their version.
  private func llvm(version: String, targets: String) throws -> String {
    let path = folder.path + "/llvm"
    try Files.makeFolder(path)
    for name in ["opt", "llc"] {
      try Files.write(
        "#!/bin/sh\nprintf 'LLVM version \(version)\\n  Registered Targets:\\n    \(targets) - a chip\\n'\n".utf8,
        to: "\(path)/\(name)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(path)/\(name)")
    }
    return path
  }

  /// They don't need idf_swift, nor its newer CMake.
  @Test(arguments: ["esp32", "esp32s3"])
  func xtensaComesToItsCompilerWithLLVM(chip: String) throws {
    let path = try llvm(version: "22.1.8", targets: "xtensa")
    let said = try configure(["LLVM_BIN=\(path)"], "-DIDF_TARGET=\(chip)")
    #expect(said.contains("compiler of \(chip), "), "\(said)")
  }

  @Test(arguments: [
    ("22.1.8", "riscv32", "has no code generator for Xtensa"), ("19.1.2", "xtensa", "is of LLVM 19.1.2, but 22"),
  ])
  func xtensaWithoutItsLLVMIsToldBeforeAnythingIsBuilt(version: String, targets: String, cause: String) throws {
    let path = try llvm(version: version, targets: targets)
    let said = try configure(["LLVM_BIN=\(path)"], "-DIDF_TARGET=esp32s3")
    #expect(said.contains(cause) && said.contains("Debian's llvm-22"), "\(said)")
    #expect(!said.contains("compiler of"))
  }

  /// ESP-IDF then takes the first ESP32.
  @Test func whereNoChipIsChosenThatIsSaid() throws {
    let said = try configure(["LLVM_BIN=\(folder.path)"])
    #expect(said.contains("LLVM 22's opt is missing; Debian's package llvm-22 or Homebrew's llvm@22"), "\(said)")
    #expect(said.contains("(looked in \(folder.path))") && said.contains("when no chip is chosen"), "\(said)")
  }

  @Test(arguments: ["esp32s2", "esp32h2", "esp32c2", "esp32p4", "linux", "esp32c61"])
  func anotherIsRefusedBeforeItsCompilerIsLookedFor(chip: String) throws {
    let said = try configure(["IDF_TARGET=\(chip)"])
    #expect(
      said.contains("The clock runs on the esp32c6, esp32c3, esp32s3 and esp32, not on the \(chip)."), "\(said)")
    #expect(said.contains("Remove \(folder.path)/build, then run `idf.py set-target esp32c6`, for instance."))
    #expect(!said.contains("compiler of"))
  }

  @Test func anOldCMakeIsToldBeforeTheRegistryIsAsked() throws {
    let version = try ChildProcess.run("cmake", ["--version"]).output.split(separator: " ")[2].prefix { $0 != "\n" }
    let isOld = version.split(separator: ".").compactMap { Int($0) }.lexicographicallyPrecedes([3, 29])
    let said = try configure(["IDF_COMPONENT_MANAGER=1"], "-DIDF_TARGET=esp32c6")
    #expect(
      isOld
        ? said.contains("needs CMake 3.29 or later, but this is \(version).")
          && said.contains("idf_tools.py install cmake")
        : said.contains("compiler of esp32c6"), "\(said)")
  }

  /// `idf.py` gives its port to commands that flash, and to none that it doesn't know.
  @Test func glyphsFlashIsAFlashingCommandOfIDFs() throws {
    let script = """
      import sys
      sys.path.insert(0, sys.argv[1])
      from idf_ext import action_extensions
      flash, options = (lambda: 0), ["--port", "--baud"]
      base = {
          "app-flash": {"callback": flash, "help": "app", "options": options, "order_dependencies": ["app"]},
          "monitor": {"callback": None, "options": [], "order_dependencies": ["flash", "app-flash"]},
      }
      actions = action_extensions({"actions": base}, sys.argv[1])["actions"]
      ours = actions["glyphs-flash"]
      print(ours["callback"] is flash, ours["options"] == options, "app" in ours["order_dependencies"])
      print(actions["monitor"]["order_dependencies"], base["monitor"]["order_dependencies"], base["app-flash"]["help"])
      """
    let result = try ChildProcess.run("python3", ["-B", "-c", script, RealDigits.root])
    #expect(
      result.output == """
        True True False
        ['flash', 'app-flash', 'glyphs-flash'] ['flash', 'app-flash'] app

        """, "\(result.errors)")
  }
}
