// esptool 5, from the maker of the chips: merges files, and says whether a program's image is sound.
// Must never trust its exit status alone: it is 0 for a damaged image too.

import Support

public struct Esptool {
  private static let advice =
    "`HostTools/install-packages esptool` in the project's folder installs a copy for the project only"

  private let module: PythonModule

  /// - Throws: `Failure` that says what to install.
  public init() throws {
    module = try PythonModule("esptool", in: ".build-esptool")
    let result = try module.run(["version"])
    guard result.status == 0 else { throw Failure("esptool is not installed for python3", advice: Esptool.advice) }
    let version = result.output.split(separator: "\n").last.map(String.init) ?? ""
    guard version.hasPrefix("5.") else {
      throw Failure("python3 has esptool \(version), but 5 is needed", advice: Esptool.advice)
    }
  }

  /// All pieces in one file for offset 0, with gaps filled with FF and the flash's parameters in the bootloader's
  /// header.
  public func merge(_ layout: FlashLayout) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let output = folder.path + "/merged.bin"
    _ = try run(
      layout.chip, ["merge-bin", "--output", output] + layout.flashArguments + copies(layout.pieces, in: folder))
    let merged = try Files.read(output)
    try check(merged, layout)
    // In front of the first chip's bootloader there is a gap, which esptool would take for a damaged image.
    let bootloader = folder.path + "/bootloader.bin"
    try Files.write(merged[layout.pieces[0].range], to: bootloader)
    for (name, path) in [("app", layout.appPath), ("bootloader", bootloader)] {
      let report = try run(layout.chip, ["image-info", path])
      let verdicts = report.split(separator: "\n").filter {
        $0.hasPrefix("Checksum:") || $0.hasPrefix("Validation hash:")
      }
      guard verdicts.count == 2, verdicts.allSatisfy({ $0.hasSuffix("(valid)") }) else {
        throw Failure(
          file: name == "app" ? path : layout.pieces[0].path,
          "esptool reports a damaged \(name): \(verdicts.joined(separator: "; "))",
          advice: "`idf.py build` makes it anew")
      }
    }
    return merged
  }

  /// Copies of what was checked, each preceded by its offset: the file itself may be a pipe, or may have changed by
  /// now.
  private func copies(_ pieces: [FlashLayout.Piece], in folder: TemporaryFolder) throws -> [String] {
    try pieces.flatMap { piece in
      let copy = "\(folder.path)/\(piece.name)"
      try Files.write(piece.bytes, to: copy)
      return [hexadecimal(piece.offset), copy]
    }
  }

  private func run(_ chip: Chip, _ arguments: [String]) throws -> String {
    let result = try module.run(["--chip", chip.rawValue] + arguments)
    guard result.status == 0 else {
      let reason = (result.errors + result.output).split(separator: "\n").last.map(String.init)
      throw Failure("esptool \(arguments[0]) failed: \(reason ?? "status \(result.status)")")
    }
    return result.output
  }

  /// Checks that each piece is in its place, with FF between them. In the bootloader esptool may set the flash's
  /// parameters and then the SHA-256 at its end.
  private func check(_ merged: [UInt8], _ layout: FlashLayout) throws {
    var end = 0
    for piece in layout.pieces {
      let range = piece.range
      let isThere = merged.count >= range.upperBound && merged[end..<range.lowerBound].allSatisfy { $0 == 0xFF }
      let differs = isThere ? range.first { merged[$0] != piece.bytes[$0 - piece.offset] } : 0
      let isBootloader = piece.offset == layout.chip.bootloaderOffset
      guard isThere, differs.map({ isBootloader && $0 >= piece.offset + 2 }) ?? true else {
        throw Failure(file: piece.path, "esptool didn't put \(piece.name) where it belongs")
      }
      end = range.upperBound
    }
    guard merged.count == end else { throw Failure("esptool made \(merged.count.grouped) bytes, not \(end.grouped)") }
  }
}
