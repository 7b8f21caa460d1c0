// `mnist-clock image`: what it takes, and which files it writes.
// Must never know a byte of an image: that is for FlashImage.

import Commands
import FlashImage
import Foundation
import Support

let imageCommand = Command(
  "image",
  summary: "Merge everything for a chip's flash into one file, for esptool or a browser.",
  discussion: """
    Takes what ESP-IDF built for a chip, the image of the glyphs, and settings if there are any, checks that everything is \
    for this chip, complete, and fits the partition table, and has esptool 5 merge it into one file to be flashed at \
    offset 0. For several chips, give --chip, --build and --output once for each, in the same order.

    One file has no gaps: between its pieces it is FF, so flashing it erases the settings, and without --settings the \
    clock then knows no network. The journal, which keeps each digit's place in its sequence, is after the glyphs, beyond \
    the end of the file. To update a clock and keep both, flash the pieces separately: --parts writes each as a file of \
    its own beside the merged one, to be flashed at the offset that is printed. Settings contain the network's password: \
    only you can read what is written with --settings, and it must not go on a public web server.

    --manifest writes what ESP Web Tools needs to flash from a browser: put it and the files on a web server. The page \
    finds out which chip is connected. With the merged file it erases the whole flash first, journal included, and says \
    so: that is for new devices. With --parts it asks a new device's owner, and leaving the box unticked keeps settings \
    and journal; a clock that it knows by Improv it updates and keeps them, and right after installing it asks for the \
    Wi-Fi.
    """,
  options: [
    Option("--chip", Chip.allCases.map(\.rawValue).joined(separator: "|"), isRepeatable: true, "The chip."),
    Option(
      "--build", "DIR", file: .folder(FlashLayout.files), isRepeatable: true,
      "ESP-IDF's build folder for this chip, with flasher_args.json."),
    Option("--output", "FILE", file: .written, isRepeatable: true, "The merged file to write for this chip."),
    Option(
      "--glyphs", "FILE", file: .read,
      "The image of `glyphs build`, the same for all chips. Default: glyphs.bin in the build folder, where `idf.py "
        + "glyphs` makes it; otherwise what `glyphs build` would make."),
    Option("--settings", "FILE", file: .read, "An NVS image made by `settings --nvs`, for all chips."),
    Option("--manifest", "FILE", file: .written, "Write a manifest for ESP Web Tools."),
    Option("--parts", nil, "Also write each piece as a file of its own; the manifest then names these."),
    Option(
      "--partitions", "FILE", file: .read, "The table that the build must match. Default: Board/ESP32/partitions.csv."),
  ],
  examples: [
    (
      "image --chip esp32c3 --build build --output clock-esp32c3.bin",
      "Then `.build-esptool/python3 -m esptool write-flash 0x0 clock-esp32c3.bin`, with the project's own esptool."
    ),
    (
      "image --chip esp32c3 --build build-c3 --output web/c3.bin --chip esp32c6 --build build-c6 "
        + "--output web/c6.bin --manifest web/manifest.json --parts",
      "A folder for a web server, for two chips, whose updates keep the settings."
    ),
  ],
  run: { arguments in
    let targets = try imageTargets(arguments)
    let manifest = try arguments.output("--manifest")
    Interrupt.watch()
    let table = arguments.value("--partitions") ?? "\(ProjectFolder.found ?? ".")/Board/ESP32/partitions.csv"
    let esptool = try Esptool()
    let glyphs = GlyphsOfBuild(named: arguments.value("--glyphs"))
    let layouts = try targets.map { target in
      try FlashLayout(
        chip: target.chip, build: target.build, table: table, glyphs: glyphs.path(for: target.build),
        settings: arguments.value("--settings"))
    }
    let version = layouts[0].version
    guard layouts.allSatisfy({ $0.version == version }) else {
      throw Failure(
        "the builds are of different versions: \(layouts.map(\.version).joined(separator: ", "))",
        advice: "Build all of them again")
    }
    let parts =
      try arguments.has("--parts") ? zip(layouts, targets).map { try partFiles($0, beside: $1, arguments) } : []
    // All are made before the first is written, so that half a release is never left behind.
    let files = try Elapsed.shown("Merging with esptool") { try layouts.map(esptool.merge) }
    var builds: [WebManifest.Build] = []
    for (index, target) in targets.enumerated() {
      try target.output.write(files[index])
      try Terminal.write(imageReport(layouts[index], target.output.path, files[index].count))
      var written = [(path: target.output.path, offset: 0)]
      if !parts.isEmpty { written = try writeParts(layouts[index], parts[index]) }
      guard let manifest else { continue }
      builds.append(
        WebManifest.Build(
          target.chip,
          parts: try written.map {
            WebManifest.Part(path: try relativePath(of: $0.path, fromFolderOf: manifest.path), offset: $0.offset)
          }))
    }
    guard let manifest else { return 0 }
    try WebManifest(version: version, keepsData: arguments.has("--parts"), builds: builds).write(manifest)
    try Terminal.write(
      "\(manifest.path): version \(version) for \(targets.map(\.chip.family).joined(separator: " and ")).\n")
    return 0
  })

private struct ImageTarget {
  let chip: Chip
  let build: String
  let output: OutputFile
}

private func imageTargets(_ arguments: Arguments) throws -> [ImageTarget] {
  let (chips, builds) = (arguments.all("--chip"), arguments.all("--build"))
  let outputs = arguments.all("--output")
  guard !chips.isEmpty else { throw arguments.usageError("--chip is missing") }
  guard chips.count == builds.count, chips.count == outputs.count else {
    throw arguments.usageError(
      "\(chips.count) times --chip, \(builds.count) times --build and \(outputs.count) times --output: "
        + "each chip needs one of each")
  }
  let targets = try zip(chips, zip(builds, outputs)).map { name, files in
    guard let chip = Chip(rawValue: name) else {
      throw arguments.valueError("--chip", name, "expected \(Chip.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return (chip, files)
  }
  guard Set(chips).count == chips.count else {
    throw arguments.usageError("each chip can be named once only")
  }
  if let manifest = arguments.value("--manifest") {
    for output in outputs { _ = try relativePath(of: output, fromFolderOf: manifest) }
  }
  return try targets.map { ImageTarget(chip: $0, build: $1.0, output: try imageFile($1.1, arguments)) }
}

/// Nobody else may read it if it may contain a network's password.
private func imageFile(_ path: String, _ arguments: Arguments) throws -> OutputFile {
  try OutputFile(path, isPrivate: arguments.has("--settings"))
}

private func imageReport(_ layout: FlashLayout, _ output: String, _ size: Int) -> String {
  var text = "\(output): \(layout.chip.family), version \(layout.version), \(size.grouped) bytes for offset 0x0\n"
  for piece in layout.pieces {
    let place = ("0x" + String(piece.offset, radix: 16)).padded(to: 10)
    text += "  \(place)\(piece.bytes.count.grouped.leftPadded(to: 9))  \(piece.name.padded(to: 16))\(piece.path)\n"
  }
  let erased = layout.partitions.filter { partition in
    partition.offset < size && ["nvs", "journal"].contains(partition.name)
      && !layout.pieces.contains { $0.offset == partition.offset }
  }
  guard !erased.isEmpty else { return text }
  return text + "Flashing this file erases what the clock keeps in \(erased.map(\.name).joined(separator: " and ")).\n"
}

/// "clock-esp32c3-glyphs.bin" beside "clock-esp32c3.bin".
private func partFiles(
  _ layout: FlashLayout, beside target: ImageTarget, _ arguments: Arguments
) throws -> [OutputFile] {
  let stem = (target.output.path as NSString).deletingPathExtension
  let paths = layout.pieces.map { "\(stem)-\($0.name).bin" }
  try arguments.proveApart(also: paths.map { FileUse("the part", $0, isWritten: true) })
  return try paths.map { try imageFile($0, arguments) }
}

private func writeParts(_ layout: FlashLayout, _ files: [OutputFile]) throws -> [(path: String, offset: Int)] {
  try zip(layout.pieces, files).map { piece, file in
    try file.write(piece.bytes)
    try Terminal.write("  0x\(String(piece.offset, radix: 16)) \(file.path)\n")
    return (file.path, piece.offset)
  }
}

/// The path that a web server would be asked for.
private func relativePath(of file: String, fromFolderOf manifest: String) throws -> String {
  func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
  let folder = (absolute(manifest) as NSString).deletingLastPathComponent
  let prefix = folder.hasSuffix("/") ? folder : folder + "/"
  guard absolute(file).hasPrefix(prefix) else {
    throw Failure(
      file: file, "it isn't in or below the manifest's folder, where a web server would find it",
      advice: "Choose an --output beside \(manifest)")
  }
  return String(absolute(file).dropFirst(prefix.count))
}
