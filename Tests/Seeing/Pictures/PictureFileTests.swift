// PNG and JPEG of every kind, made by Pillow or byte by byte, and read as Pillow reads them.

import Foundation
import Pictures
import Support
import TestSupport
import Testing

@Suite struct PictureFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  /// Pictures of 37 × 23 pixels: a side that is no multiple of anything.
  private static let make = """
    import struct, zlib
    W, H = 37, 23
    yy, xx = numpy.mgrid[:H, :W]
    rgb = numpy.stack([xx * 6 % 256, yy * 10 % 256, (xx + yy) * 4 % 256], 2).astype("uint8")
    rgba = numpy.dstack([rgb, (xx * yy % 256).astype("uint8")])
    im = Image.fromarray(rgb)
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
    def png(name, w, h, depth, kind, rows, interlaced=0):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, interlaced))
        data = chunk(b"IDAT", zlib.compress(b"".join(b"\\0" + bytes(row) for row in rows)))
        open(name, "wb").write(b"\\x89PNG\\r\\n\\x1a\\n" + header + data + chunk(b"IEND", b""))
    def packed(row, depth):
        row = list(row) + [0] * (-len(row) % (8 // depth))
        return [sum(int(v) << (8 - depth * (i + 1)) for i, v in enumerate(row[j:j + 8 // depth]))
                for j in range(0, len(row), 8 // depth)]

    """

  /// Reads each file in the folder, and has Pillow compare: upright, and on white where it is transparent.
  /// - Returns: the largest difference of any sample.
  private func judge(_ names: [String]) throws -> Int {
    for name in names {
      let picture = try PictureFile.read(path(name))
      #expect(picture.reading.reduction == 1)
      try Files.write(picture.pixels, to: path(name + ".rgb"))
      let grey = try PictureFile.readGrey(path(name)).picture
      #expect(grey.width == picture.width && grey.height == picture.height)
      try Files.write(grey.pixels, to: path(name + ".grey"))
    }
    let script = """
      worst = 0
      for name in \(names):
          im = ImageOps.exif_transpose(Image.open(name))
          if im.mode.startswith("I"):
              grey = numpy.rint(numpy.array(im).astype(float) / 257).astype("uint8")
              im = Image.fromarray(grey)
          if im.mode in ("RGBA", "LA") or "transparency" in im.info:
              white = Image.new("RGBA", im.size, "white")
              white.alpha_composite(im.convert("RGBA"))
              im = white
          im = im.convert("RGB")
          for kind, ours in (("RGB", "rgb"), ("L", "grey")):
              theirs = numpy.array(im.convert(kind)).astype(int)
              ours = numpy.fromfile(name + "." + ours, "uint8").astype(int)
              assert ours.size == theirs.size, name
              worst = max(worst, abs(ours - theirs.ravel()).max())
      print(worst)
      """
    return try #require(Int(PythonJudge.run(script, folder: folder.path).filter(\.isNumber)))
  }

  @Test func pngOfEveryDepthAndColour() throws {
    try PythonJudge.run(
      Self.make + """
        im.save("rgb.png"); im.convert("L").save("l.png"); im.convert("1").save("bw.png")
        Image.fromarray(rgba).save("rgba.png"); Image.fromarray(rgba).convert("LA").save("la.png")
        im.quantize(200).save("p8.png"); im.quantize(15).save("p4.png", bits=4); im.quantize(4).save("p2.png", bits=2)
        im.quantize(2).save("p1.png", bits=1); im.quantize(20).save("transparent.png", transparency=3)
        Image.fromarray((xx * 1700 + yy).astype("uint16")).save("l16.png")
        for depth in (2, 4):
            png(f"l{depth}.png", W, H, depth, 0, [packed((xx + yy)[y] % 2 ** depth, depth) for y in range(H)])
        wide = (rgb.astype("uint32") * 257).astype(">u2")
        png("rgb16.png", W, H, 16, 2, [row.tobytes() for row in wide])
        wide = (rgba.astype("uint32") * 257).astype(">u2")
        png("rgba16.png", W, H, 16, 6, [row.tobytes() for row in wide])
        """, folder: folder.path)
    #expect(
      try judge([
        "rgb.png", "l.png", "bw.png", "rgba.png", "la.png", "p8.png", "p4.png", "p2.png", "p1.png", "transparent.png",
        "l16.png", "l2.png", "l4.png", "rgb16.png", "rgba16.png",
      ]) == 0)
  }

  /// Adam7's passes, by the standard's table.
  @Test func interlacedPNG() throws {
    try PythonJudge.run(
      Self.make + """
        rows = []
        for x, y, right, down in ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)):
            rows += [row.tobytes() for row in rgba[y::down, x::right]]
        png("interlaced.png", W, H, 8, 6, rows, 1)
        """, folder: folder.path)
    #expect(try judge(["interlaced.png"]) == 0)
  }

  /// libjpeg is Pillow's too, so that any other difference than none would be ours. Pillow writes CMYK as Adobe does.
  @Test func jpegOfEveryKind() throws {
    try PythonJudge.run(
      Self.make + """
        for s in range(3):
            im.save(f"s{s}.jpg", quality=90, subsampling=s)
            im.save(f"progressive{s}.jpg", quality=90, subsampling=s, progressive=True)
        im.convert("L").save("l.jpg")
        im.convert("CMYK").save("cmyk.jpg", quality=95)
        """, folder: folder.path)
    let names = (0...2).flatMap { ["s\($0).jpg", "progressive\($0).jpg"] } + ["l.jpg", "cmyk.jpg"]
    // Another build of libjpeg may round otherwise.
    #expect(try judge(names) <= 2)
  }

  @Test func everyOrientation() throws {
    try PythonJudge.run(
      Self.make + """
        for o in range(1, 9):
            exif = Image.Exif()
            exif[274] = o
            for ending in ("jpg", "png"):
                im.save(f"o{o}.{ending}", exif=exif, quality=95, subsampling=0)
        """, folder: folder.path)
    #expect(try judge((1...8).flatMap { ["o\($0).jpg", "o\($0).png"] }) <= 2)
    for value in 1...8 {
      #expect(try PictureFile.read(path("o\(value).jpg")).reading.orientation.rawValue == value)
    }
  }

  @Test func damagedEXIFIsNoOrientation() throws {
    try PythonJudge.run(Self.make + "im.save(\"a.jpg\", quality=95)", folder: folder.path)
    let bytes = try Files.read(path("a.jpg"))
    let tiff: [UInt8] = [0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]
    for cut in 0...tiff.count {
      let exif = Array("Exif".utf8) + [0, 0] + tiff.prefix(cut)
      try Files.write(bytes[..<2] + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + bytes[2...], to: path("b.jpg"))
      let picture = try PictureFile.read(path("b.jpg"))
      #expect(picture.reading.orientation == (cut >= 20 ? .rightTop : .topLeft), "\(cut)")
    }
    // A directory that lies behind the end, and one that holds itself.
    for offset in [[0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 4]] as [[UInt8]] {
      let exif = Array("Exif".utf8) + [0, 0] + tiff[..<4] + offset
      try Files.write(bytes[..<2] + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + bytes[2...], to: path("b.jpg"))
      #expect(try PictureFile.read(path("b.jpg")).reading.orientation == .topLeft)
    }
  }

  @Test func ofAnAnimationTheStillPictureIsRead() throws {
    try PythonJudge.run(
      Self.make + "im.save(\"a.png\", save_all=True, append_images=[ImageOps.invert(im)] * 3)", folder: folder.path)
    #expect(try judge(["a.png"]) == 0)
    #expect(try PictureFile.read(path("a.png")).reading.frames == 4)
  }

  @Test func whatIsCutOffIsRefusedAtEveryLength() throws {
    try PythonJudge.run(
      Self.make + """
        im.save("a.png"); im.quantize(99).save("b.png"); im.save("a.jpg"); im.save("b.jpg", progressive=True)
        """, folder: folder.path)
    for name in ["a.png", "b.png", "a.jpg", "b.jpg"] {
      let bytes = try Files.read(path(name))
      for length in bytes.indices {
        try Files.write(bytes[..<length], to: path("cut"))
        let failure = #expect(throws: Failure.self) { try PictureFile.read(path("cut")) }
        #expect(failure?.file == path("cut"))
        if length > 8 {
          #expect(failure?.cause.hasSuffix("ends too early: it was cut off, or isn't wholly there") == true)
          #expect(failure?.offset == length || name.hasSuffix("jpg"))
        }
      }
    }
  }

  /// A flipped bit is refused with what to do, or changes the picture; nothing traps.
  @Test func damageNeverTraps() throws {
    try PythonJudge.run(
      Self.make + """
        im.save("a.png"); Image.fromarray(rgba).save("b.png"); im.save("a.jpg"); im.convert("CMYK").save("b.jpg")
        im.save("c.jpg", progressive=True)
        """, folder: folder.path)
    var random = SplitMix64(seed: 15)
    for name in ["a.png", "b.png", "a.jpg", "b.jpg", "c.jpg"] {
      let bytes = try Files.read(path(name))
      for _ in 0..<400 {
        var damaged = bytes
        for _ in 0...Int.random(in: 0...2, using: &random) {
          damaged[Int.random(in: damaged.indices, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
        }
        try Files.write(damaged, to: path("damaged"))
        do {
          let picture = try PictureFile.read(path("damaged"), mostPixels: 100_000)
          #expect(picture.pixels.count == 3 * picture.width * picture.height)
        } catch let failure as Failure {
          #expect(failure.file == path("damaged") && failure.advice != nil, "\(failure)")
        }
      }
    }
  }

  @Test func aWrongChecksumIsNamed() throws {
    try PythonJudge.run(Self.make + "im.save(\"a.png\")", folder: folder.path)
    var bytes = try Files.read(path("a.png"))
    bytes[29] ^= 1
    try Files.write(bytes, to: path("a.png"))
    let failure = #expect(throws: Failure.self) { try PictureFile.read(path("a.png")) }
    #expect(
      failure?.description
        == "\(path("a.png")): byte 33: PNG: IHDR: CRC error. Copy or download it again, or save it anew "
        + "with a program that can open it")
  }

  @Test(arguments: [
    ("....ftypheic....", "HEIC", "heif-convert"), ("....ftypmif1....", "HEIC", "sips"),
    ("....ftypavif....", "AVIF", "magick"), ("GIF89a..........", "GIF", "magick"),
    ("BM..............", "BMP", "magick"),
    ("RIFF....WEBPVP8 ", "WebP", "magick"), ("%PDF-1.7........", "PDF", "magick"),
  ])
  func otherFormatsAreNamed(start: String, name: String, advice: String) throws {
    try Files.write(start.utf8, to: path("a.png"))
    let failure = #expect(throws: Failure.self) { try PictureFile.read(path("a.png")) }
    #expect(failure?.cause.contains(name) == true && failure?.advice?.contains(advice) == true)
  }

  @Test func whatIsNoPictureIsNamed() throws {
    try Files.write([], to: path("a"))
    func description() -> String? {
      (#expect(throws: Failure.self) { try PictureFile.read(path("a")) })?.description
    }
    #expect(description() == "\(path("a")): it is empty, not a picture. Copy or download it again")
    try Files.write([1, 2, 3], to: path("a"))
    #expect(
      description() == "\(path("a")): byte 0: it is neither a PNG nor a JPEG picture. Convert it to PNG or JPEG, with "
        + "ImageMagick for instance: magick FILE digit.png")
    #expect(throws: Failure.self) { try PictureFile.read(folder.path) }
    #expect(throws: Failure.self) { try PictureFile.read(path("none")) }
  }

  @Test func sizesThatWouldTakeTooMuchAreRefusedByTheHeader() throws {
    try PythonJudge.run(
      Self.make + """
        for name, w, h, interlaced in (("wide", 70000, 1, 0), ("large", 60000, 60000, 0), ("adam", 20000, 20000, 1)):
            png(name + ".png", w, h, 8, 0, [b""], interlaced)
        Image.new("L", (1, 65535)).save("tall.png"); Image.new("L", (1, 1)).save("one.png")
        im.save("a.jpg", progressive=True)
        """, folder: folder.path)
    func cause(_ name: String) -> String? {
      let failure = #expect(throws: Failure.self) { try PictureFile.read(path(name)) }
      return failure?.cause
    }
    #expect(
      cause("wide.png")
        == "it has 70,000 × 1 pixels; at most 65,535 on a side and 536,870,912 in all are read")
    #expect(cause("large.png")?.hasPrefix("it has 60,000 × 60,000 pixels; at most") == true)
    #expect(cause("adam.png")?.contains("interlaced or progressive, which would take 1,525 MB") == true)
    #expect(try PictureFile.read(path("tall.png")).height == 65_535)
    #expect(try PictureFile.read(path("one.png")).pixels == [0, 0, 0])
    // A header that promises 65,500 × 65,500 pixels in several scans.
    var bytes = try Files.read(path("a.jpg"))
    let frame = try #require((0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC2 })
    bytes.replaceSubrange(frame + 5..<frame + 9, with: [0x4E, 0x20, 0x4E, 0x20])
    try Files.write(bytes, to: path("a.jpg"))
    #expect(cause("a.jpg")?.hasPrefix("it has 20,000 × 20,000 pixels, and it is interlaced or progressive") == true)
  }

  /// Each pixel the mean of a square, those at the edges of what there is, by NumPy.
  @Test(arguments: [1, 6])
  func largePicturesAreReduced(orientation: Int) throws {
    try PythonJudge.run(
      Self.make + """
        exif = Image.Exif()
        exif[274] = \(orientation)
        im.save("a.png", exif=exif)
        """, folder: folder.path)
    let picture = try PictureFile.read(path("a.png"), mostPixels: 60)
    // 37 × 23 by 4 is 10 × 6.
    #expect(picture.reading.reduction == 4 && picture.width * picture.height == 60)
    try Files.write(picture.pixels, to: path("a.rgb"))
    try PythonJudge.run(
      Self.make + """
        small = numpy.array([[rgb[y:y + 4, x:x + 4].reshape(-1, 3).mean(0) for x in range(0, W, 4)] for y in range(0, H, 4)])
        if \(orientation) == 6:
            small = numpy.rot90(small, -1)
        ours = numpy.fromfile("a.rgb", "uint8").reshape(small.shape)
        assert abs(ours - small).max() <= 0.501, abs(ours - small).max()
        """, folder: folder.path)
  }

  @Test func aPipeIsRead() throws {
    try PythonJudge.run(Self.make + "im.save(\"a.jpg\")", folder: folder.path)
    let expected = try PictureFile.read(path("a.jpg"))
    try PythonJudge.run("os.mkfifo(\"pipe\")", folder: folder.path)
    let writer = Process()
    writer.executableURL = URL(fileURLWithPath: "/bin/sh")
    writer.arguments = ["-c", "cat '\(path("a.jpg"))' >'\(path("pipe"))'"]
    try writer.run()
    defer { writer.waitUntilExit() }
    #expect(try PictureFile.read(path("pipe")) == expected)
  }
}
