// HostTools/install-packages on systems that the tests make up: a PATH of stubs, and a package manager that records
// what it is asked for. Must never install anything on this machine.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct InstallPackagesTests {
  private let folder: TemporaryFolder
  private var tools: String { folder.path + "/tools" }
  /// Made by the stub of a package manager; the tools' stubs look for it.
  private var mark: String { folder.path + "/installed" }
  private var log: String { folder.path + "/log" }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["tools", "HostTools", "zones/Europe"] { try Files.makeFolder("\(folder.path)/\(name)") }
    let script = "HostTools/install-packages"
    try FileManager.default.copyItem(atPath: "\(RealDigits.root)/\(script)", toPath: "\(folder.path)/\(script)")
    for tool in ["dirname", "env", "rm", "mv", "mkdir", "chmod"] {
      let real = try #require(["/usr/bin", "/bin"].map { "\($0)/\(tool)" }.first(where: Files.exists))
      try FileManager.default.createSymbolicLink(atPath: "\(tools)/\(tool)", withDestinationPath: real)
    }
    try stub("id", "echo 0")
  }

  private func stub(_ name: String, _ script: String) throws {
    try Files.write("#!/bin/sh\n\(script)\n".utf8, to: "\(tools)/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(tools)/\(name)")
  }

  /// Logs what it is asked for; if it `works`, what was missing is there from then on.
  private func manager(_ name: String, works: Bool = true) throws {
    try stub(
      name,
      """
      [ "$1" != --prefix ] || { echo /opt/homebrew; exit; }
      echo "\(name) $*" >>'\(log)'
      \(works ? ": >'\(mark)'; : >'\(folder.path)/zones/Europe/Berlin'" : ":")
      """)
  }

  /// Tools that come with what a manager installs: until then they fail.
  private func everythingComesWithTheMark() throws {
    try stub("clang", "[ -e '\(mark)' ]")
    try stub("python3", "[ -e '\(mark)' ]")
    try stub("curl", "")
  }

  private func run(_ arguments: String..., shell: String = "/bin/bash") throws -> (status: Int32, errors: String) {
    let result = try ChildProcess.run(
      "env",
      ["-i", "PATH=\(tools)", "TZDIR=\(folder.path)/zones", shell, folder.path + "/HostTools/install-packages"]
        + arguments)
    return (result.status, result.errors)
  }

  private var asked: [String] {
    ((try? Files.read(log)).map { String(decoding: $0, as: UTF8.self) } ?? "").split(separator: "\n").map(String.init)
  }

  /// The names are those of Debian 12, Fedora 42, Arch and Homebrew.
  @Test(arguments: [
    (
      "apt-get",
      [
        "update -qq",
        "install -y -qq --no-install-recommends libpng-dev libjpeg-dev zlib1g-dev libssl-dev tzdata python3 python3-pip",
      ]
    ),
    ("dnf", ["install -y -q libpng-devel libjpeg-turbo-devel zlib-devel openssl-devel tzdata python3 python3-pip"]),
    ("pacman", ["-S --needed --noconfirm libpng libjpeg-turbo zlib openssl tzdata python python-pip"]),
    ("brew", ["install --quiet libpng jpeg-turbo zlib openssl@3 python"]),
  ])
  func installsByTheManagerThatThereIs(name: String, calls: [String]) throws {
    try everythingComesWithTheMark()
    try manager(name)
    let result = try run()
    #expect(result.status == 0, "\(result.errors)")
    #expect(asked == calls.map { "\(name) \($0)" })
    // Everything is there now.
    #expect(try run().status == 0)
    #expect(asked.count == calls.count)
  }

  /// There is no package manager that the script knows, and none is needed.
  @Test func whatIsThereIsAskedOfItself() throws {
    try everythingComesWithTheMark()
    for path in [mark, folder.path + "/zones/Europe/Berlin"] { try Files.write([], to: path) }
    let result = try run()
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test func withoutAManagerItSaysWhatIsMissing() throws {
    try stub("clang", "exit 1")
    let result = try run()
    #expect(
      result.status == 1
        && result.errors == """
          install-packages: there is no apt, dnf, pacman or Homebrew here to install what is missing. Please install \
          libpng's header png.h, libjpeg's header jpeglib.h, zlib's header zlib.h, OpenSSL's header evp.h, the time zones of tzdata, curl, pip for python3\n
          """,
      "\(result.errors)")
  }

  @Test func aManagerThatChangesNothingIsNoSuccess() throws {
    try everythingComesWithTheMark()
    try manager("dnf", works: false)
    let result = try run()
    #expect(result.status == 1)
    #expect(result.errors.contains("dnf has finished, but there is still no libpng's header png.h, libjpeg's"))
    try stub("pacman", "exit 1")
    try FileManager.default.removeItem(atPath: tools + "/dnf")
    let failed = try run()
    #expect(
      failed.status == 1 && failed.errors.contains("pacman could not install libpng libjpeg-turbo zlib"),
      "\(failed.errors)")
    #expect(failed.errors.contains("`pacman -Syu`"))
  }

  @Test func usersAskSudoAndHomebrewAsksNobody() throws {
    try everythingComesWithTheMark()
    try stub("id", "echo 1000")
    try manager("dnf")
    let refused = try run()
    #expect(refused.status == 1 && asked.isEmpty)
    #expect(
      refused.errors.contains(
        "there is no sudo. Please install libpng-devel libjpeg-turbo-devel zlib-devel openssl-devel"),
      "\(refused.errors)")
    try stub("sudo", "echo sudo >>'\(log)'; exec \"$@\"")
    #expect(try run().status == 0)
    #expect(asked.first == "sudo" && asked.last?.hasPrefix("dnf install") == true)

    for path in [mark, log, tools + "/dnf"] { try FileManager.default.removeItem(atPath: path) }
    try manager("brew")
    #expect(try run().status == 0)
    #expect(asked == ["brew install --quiet libpng jpeg-turbo zlib openssl@3 python"])
  }

  /// A stub answers for Python and pip: it makes the folder that pip would fill, and names its interpreter.
  @Test(arguments: [
    ("esptool", ".build-esptool", "esptool>=5,<6"), ("nvs", ".build-nvs", "esp-idf-nvs-partition-gen>=0.1,<1"),
  ])
  func toolsOfPythonsGoIntoTheirOwnFolder(argument: String, name: String, requirement: String) throws {
    try everythingComesWithTheMark()
    for path in [mark, folder.path + "/zones/Europe/Berlin"] { try Files.write([], to: path) }
    try stub(
      "python3",
      """
      case "$*" in
      *install*) echo "$*" >>'\(log)'; for folder; do case $folder in *.new) mkdir "$folder" ;; esac; done ;;
      *sys.executable*) echo "\(tools)/the python3" ;;
      esac
      """)
    try stub("the python3", "echo \"$PYTHONPATH $*\"")
    let result = try run(argument)
    #expect(result.status == 0, "\(result.errors)")
    let path = "\(folder.path)/\(name)"
    #expect(asked == ["-m pip install --quiet --target \(path).new \(requirement)"])
    #expect(try ChildProcess.run(path + "/python3", ["-m", "x"]).output == "\(path) -m x\n")
    // What is installed stays while it works, and is installed anew when its Python is gone.
    #expect(try run(argument).status == 0 && asked.count == 1)
    try FileManager.default.removeItem(atPath: tools + "/the python3")
    #expect(try run(argument).status == 0 && asked.count == 2)
  }
}
