// Which of a name's several addresses is asked, and how soon an unknown name is looked up again.
// Must never ask anybody beyond this machine. What LD_PRELOAD puts ahead of the C library works on Linux only.

import Firmware
import Foundation
import Support
import TestSupport
import Testing
import UDP

@Suite struct UDPNetworkTests {
  /// With nss_wrapper's hosts in place of this machine's.
  private func environment(hosts: String, _ folder: TemporaryFolder) throws -> [String: String] {
    let libraries = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
    let library = try #require(
      libraries.map { "/usr/lib/\($0)/libnss_wrapper.so" }.first(where: Files.exists),
      "HostTools/install-packages tests installs libnss-wrapper")
    try Files.write(Array(hosts.utf8), to: folder.path + "/hosts")
    return ["LD_PRELOAD": library, "NSS_WRAPPER_HOSTS": folder.path + "/hosts"]
  }

  /// No socket can be connected to a link-local address without its interface, just as where IPv6 has no route.
  @Test func anAddressWithoutAWayIsPassedOver() throws {
    let folder = try TemporaryFolder()
    let chrony = try Chrony("local stratum 8")
    let hosts = "fe80::1 both.test\n127.0.0.1 both.test\n"
    let environment = try environment(hosts: hosts, folder)
    func time(_ name: String) throws -> Program.Result {
      try Program.start(
        ["time", "\(name):\(chrony.port)"], cache: folder.path, folder: folder.path, variables: environment
      ).result()
    }
    let result = try time("both.test")
    #expect(result.status == 0 && result.output.contains("(127.0.0.1)"), "\(result)")
    try Files.write(Array("fe80::1 six.test\n".utf8), to: folder.path + "/hosts")
    let none = try time("six.test")
    #expect(none.status == 1 && none.errors.contains("can't be reached"), "\(none)")
  }

  /// With a library ahead of the C library that knows no name and counts the look-ups: at 0, 2, 6 and 14 s.
  @Test func aNameThatThereIsNotIsLookedUpAfterGrowingPauses() throws {
    let folder = try TemporaryFolder(glyphsPerDigit: 1)
    let source = """
      #include <fcntl.h>
      #include <netdb.h>
      #include <stdlib.h>
      #include <unistd.h>
      int getaddrinfo(const char *a, const char *b, const struct addrinfo *c, struct addrinfo **d) {
        int file = open(getenv("LOOK_UPS"), O_WRONLY | O_CREAT | O_APPEND, 0600);
        write(file, ".", 1);
        close(file);
        return EAI_NONAME;
      }

      """
    try Files.write(source.utf8, to: folder.path + "/names.c")
    let made = try ChildProcess.run(
      "clang", ["-shared", "-fPIC", "-w", folder.path + "/names.c", "-o", folder.path + "/names.so"])
    try #require(made.status == 0, "\(made.errors)")
    let (process, result) = try Program.start(
      ["run", "--image", folder.image, "--ntp", "mistyped", "--minutes", "5"], cache: Program.noCache,
      folder: folder.path,
      variables: ["LD_PRELOAD": folder.path + "/names.so", "LOOK_UPS": folder.path + "/look-ups"])
    Thread.sleep(forTimeInterval: 9)
    process.interrupt()
    let end = result()
    let count = try Files.read(folder.path + "/look-ups").count
    #expect((2...3).contains(count), "\(count): \(end.errors)")
    #expect(end.output.contains("mistyped can't be reached: there is no such name"), "\(end.output)")
  }

  @Test func pausesBetweenLookUpsGrowUpToAMinute() {
    let pauses = LookUpPauses()
    let begin = ContinuousClock.now
    func tries(_ seconds: Range<Int>) -> [Int] {
      seconds.filter { second in
        guard pauses.isOver(for: "a", at: begin + .seconds(second)) else { return false }
        pauses.note("a", isKnown: false, at: begin + .seconds(second))
        return true
      }
    }
    #expect(tries(0..<300) == [0, 2, 6, 14, 30, 62, 126, 190, 254])
    #expect(pauses.isOver(for: "b", at: begin))
    pauses.note("a", isKnown: true)
    #expect(tries(300..<310) == [300, 302, 306])
  }

  @Test func anAddressThatWasAskedInVainComesLast() {
    let turns = AddressTurns()
    #expect(turns.order(for: "a", count: 3) == [0, 1, 2])
    turns.skip("a")
    #expect(turns.order(for: "a", count: 3) == [1, 2, 0])
    turns.skip("a")
    turns.skip("a")
    #expect(turns.order(for: "a", count: 3) == [0, 1, 2])
    turns.skip("a")
    #expect(turns.order(for: "a", count: 1) == [0] && turns.order(for: "a", count: 0).isEmpty)
    #expect(turns.order(for: "b", count: 2) == [0, 1])
  }

  /// A socket released without an answer tells its network so; one that had an answer doesn't.
  @Test func silenceIsNoted() throws {
    let server = try LoopbackServer { [$0] }
    let turns = AddressTurns()
    var network = UDPNetwork(turns)
    let name = Array("127.0.0.1".utf8)
    let key = "127.0.0.1 \(server.port)"
    for answers in [true, false] {
      guard var socket = try network.open(name.span, port: server.port) else {
        Issue.record("no socket")
        continue
      }
      try socket.send([1, 2, 3].span)
      if answers {
        socket.wait(milliseconds: 2_000)
        var buffer = [UInt8](repeating: 0, count: 8)
        var span = buffer.mutableSpan
        let count = try socket.receive(into: &span)
        #expect(count == 3)
      }
      _ = consume socket
      #expect(turns.order(for: key, count: 2) == (answers ? [0, 1] : [1, 0]))
    }
  }
}
