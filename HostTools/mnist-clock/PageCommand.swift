// `mnist-clock page`: what it takes, and where the page goes. Must never know what is in the page: that is for Site.

import Commands
import Foundation
import Site
import Support

let pageCommand = Command(
  "page",
  summary: "Make the page: the very clock in a browser, as files for any web server.",
  discussion: """
    Compiles the firmware, the emulated panels and the readers of digits to WebAssembly and writes a folder of static \
    files: the clock, in the handwriting of --image or --mnist; a place to draw digits that two networks read; and the \
    way from your own handwriting to a clock. It needs no server of its own, and works under any path: put the folder on \
    GitHub Pages, for instance. After the first visit browsers show it without a network too, and take a new version by \
    themselves.

    With --manifest the page also installs the clock on boards, from browsers with Web Serial. The manifest and the files \
    that it names are those of `mnist-clock image --manifest`, best with --parts: then people's own handwriting can go \
    along. What writes to the board is ESP Web Tools, which a browser loads from its publisher when somebody presses \
    Install, or, with --tools, from beside the page. Nothing else comes from another host, ever.

    --serve shows the page on this machine, and to this machine only, until Ctrl-C.
    """,
  options: DigitChoice.options + [
    Option(
      "--output", "DIR", "The folder for the page, made if it isn't there. With --serve, default: .build-web/site."),
    Option("--manifest", "FILE", file: .read, "Install what this manifest of `mnist-clock image` names."),
    Option("--tools", "DIR", "ESP Web Tools' folder dist/web, to lie beside the page."),
    Option("--serve", nil, "Serve the page on this machine's own address and say which."),
    Option("--port", "N", "The port to serve on. Default: 8034, or another that is free."),
  ],
  examples: [
    ("page --serve", "Look at it."),
    ("page --output public", "For a web server."),
    (
      "page --output public --image mine.bin --manifest web/manifest.json",
      "In your own hand, and for boards."
    ),
  ],
  run: { arguments in
    let port = try arguments.number("--port", in: 1...65_535)
    guard arguments.has("--serve") || port == nil else { throw arguments.usageError("--port is for --serve") }
    guard arguments.has("--manifest") || !arguments.has("--tools") else {
      throw arguments.usageError("--tools is for --manifest")
    }
    let path = try folder(arguments)
    Interrupt.watch()
    // Nothing unfinished may be left behind when this program becomes the server.
    try make(path, arguments)
    guard arguments.has("--serve") else { return 0 }
    throw PageServer.takeOver(path, port: port)
  })

private func make(_ path: String, _ arguments: Arguments) throws {
  let whole = try WholeFolder(path)
  let firmware = try arguments.value("--manifest").map { manifest in
    try SiteFirmware(manifest: manifest, arguments.value("--tools").map { .folder($0) } ?? .published)
  }
  let site = try Site(DigitChoice.image(arguments), firmware: firmware)
  try site.write(to: whole)
  try Terminal.write("\(path): the page, version \(site.version), \(site.files.count) files.\n")
}

/// The default is this program's own, so that what an earlier version left there can go.
private func folder(_ arguments: Arguments) throws -> String {
  if let path = arguments.value("--output") {
    guard !path.isEmpty else { throw arguments.valueError("--output", path, "a path is missing") }
    guard !Site.isSource(path) else {
      throw arguments.valueError("--output", path, "that is where the page is made from; choose another folder")
    }
    return path
  }
  guard arguments.has("--serve") else { throw arguments.usageError("--output DIR is missing, or --serve") }
  let path = "\(try ProjectFolder.path)/.build-web/site"
  try? FileManager.default.removeItem(atPath: path)
  return path
}
