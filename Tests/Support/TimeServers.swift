// Real time servers on loopback: chronyd, and one of our own for what chronyd never says.
// Must never outlive the test, nor need a privileged port.

import Foundation
import Support
import UDP

/// The system's chronyd, which can't touch this machine's clock.
package final class Chrony {
  package let port: UInt16
  private let folder: TemporaryFolder
  private let process = Process()

  /// `lines` are its settings besides the port and where it listens; `waitsForTime` says whether to wait
  /// until it answers with a time; `environment` is added to this process's.
  package init(_ lines: String..., waitsForTime: Bool = true, environment: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    port = try freePort()
    let settings = [
      "port \(port)", "bindaddress 127.0.0.1", "allow 127.0.0.1", "cmdport 0", "bindcmdaddress /",
      "pidfile \(folder.path)/pid", "driftfile \(folder.path)/drift",
    ]
    try Files.write(Array((settings + lines).joined(separator: "\n").utf8) + [10], to: folder.path + "/chrony.conf")
    let folders = ["/usr/sbin", "/usr/bin", "/opt/homebrew/sbin", "/usr/local/sbin"]
    guard let program = folders.map({ $0 + "/chronyd" }).first(where: Files.exists) else {
      throw Failure("chronyd is not installed", advice: "HostTools/install-packages tests installs it")
    }
    process.executableURL = URL(fileURLWithPath: program)
    // -x: never touches this machine's clock; -U: doesn't need root; -n: stays in the foreground.
    let user = NSUserName()
    process.arguments = ["-x", "-U", "-n", "-u", user, "-f", folder.path + "/chrony.conf"]
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
      guard process.isRunning else { throw Failure("chronyd ended at once", advice: "see `chronyd -x -U -n -f`") }
      let answer = try Program.run("time", "127.0.0.1:\(port)", "--wait", "1")
      if answer.status == 0 || (!waitsForTime && answer.output.contains("Checks")) { return }
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw Failure("chronyd doesn't answer")
  }

  deinit {
    // A child of Foundation inherits the signal mask of the thread that starts it: SIGTERM might never arrive.
    kill(process.processIdentifier, SIGKILL)
  }
}

/// Answers each datagram to a loopback port with what `reply` makes of it, until it is released.
package final class LoopbackServer: @unchecked Sendable {
  package let port: UInt16
  private let descriptor: Int32
  private let reply: @Sendable ([UInt8]) -> [[UInt8]]

  package init(reply: @escaping @Sendable ([UInt8]) -> [[UInt8]]) throws {
    self.reply = reply
    descriptor = socket(AF_INET, UDPSocket.kind, 0)
    port = try bindToLoopback(descriptor)
    Thread.detachNewThread { [descriptor, reply] in
      var buffer = [UInt8](repeating: 0, count: 1_024)
      while true {
        var sender = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let count = withUnsafeMutablePointer(to: &sender) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
          }
        }
        guard count > 0 else { return }
        for answer in reply(Array(buffer[..<count])) {
          _ = withUnsafePointer(to: &sender) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
              sendto(descriptor, answer, answer.count, 0, $0, length)
            }
          }
        }
      }
    }
  }

  deinit {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
  }
}

private func bindToLoopback(_ descriptor: Int32) throws -> UInt16 {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var length = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
    }
  }
  guard isBound else { throw Failure("no port on loopback") }
  return UInt16(bigEndian: address.sin_port)
}

/// One that was free a moment ago.
package func freePort() throws -> UInt16 {
  let descriptor = socket(AF_INET, UDPSocket.kind, 0)
  defer { close(descriptor) }
  return try bindToLoopback(descriptor)
}
