// A file fetched by curl, which checks certificates as this machine does. Must never wait for it.

import Firmware
import Foundation
import Support

struct CurlDownload: UpdateDownload, ~Copyable {
  private var process: Process?
  private var pipe: Pipe?
  private(set) var length: UInt32 = 0
  private var header: [UInt8] = []
  private var hasHeader = false
  private var rest: ArraySlice<UInt8> = []

  init() {}

  mutating func begin(_ address: Span<UInt8>) {
    end()
    (length, header, hasHeader, rest) = (0, [], false, [])
    let (new, output) = (Process(), Pipe())
    new.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    new.arguments = [
      "curl", "--silent", "--fail", "--location", "--proto", "=https", "--include", "--suppress-connect-headers",
      "--max-time", "600", "--", address.text,
    ]
    new.standardOutput = output
    new.standardInput = FileHandle.nullDevice
    new.standardError = FileHandle.nullDevice
    _ = fcntl(output.fileHandleForReading.fileDescriptor, F_SETFL, O_NONBLOCK)
    guard (try? new.run()) != nil else { return }
    (process, pipe) = (new, output)
  }

  mutating func receive(into buffer: inout MutableSpan<UInt8>) throws(NetworkError) -> Int? {
    while rest.isEmpty {
      guard let piece = try read() else { return nil }
      guard !piece.isEmpty else { return 0 }
      try take(piece)
    }
    let count = min(rest.count, buffer.count)
    for (index, byte) in rest.prefix(count).enumerated() { buffer[index] = byte }
    rest = rest.dropFirst(count)
    return count
  }

  /// - Returns: nil when nothing has come yet, nothing at the end.
  private func read() throws(NetworkError) -> [UInt8]? {
    guard let pipe, let process else { throw .unreachable }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = Foundation.read(pipe.fileHandleForReading.fileDescriptor, &bytes, bytes.count)
    if count > 0 { return Array(bytes.prefix(count)) }
    guard count == 0 else {
      guard errno == EAGAIN || errno == EINTR else { throw .unreachable }
      return nil
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0, hasHeader else { throw .unreachable }
    return []
  }

  /// Headers of redirects and of the answer, then the file.
  private mutating func take(_ piece: [UInt8]) throws(NetworkError) {
    guard !hasHeader else {
      rest = piece[...]
      return
    }
    header += piece
    guard header.count < 65_536 else { throw .unreachable }
    while let end = header.firstRange(of: Array("\r\n\r\n".utf8)) {
      let lines = String(decoding: header[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
      header.removeSubrange(..<end.upperBound)
      guard lines.first?.split(separator: " ").dropFirst().first == "200" else { continue }
      for line in lines where line.lowercased().hasPrefix("content-length:") {
        length = UInt32(line.dropFirst(15).trimmingCharacters(in: .whitespaces)) ?? 0
      }
      hasHeader = true
      rest = header[...]
      header = []
      return
    }
  }

  mutating func end() {
    process?.terminate()
    (process, pipe) = (nil, nil)
  }
}
