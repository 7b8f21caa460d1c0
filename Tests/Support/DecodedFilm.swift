// An APNG as Python's standard library reads it, following the PNG specification.
// Must never get an answer from this project's code or from libpng.

import Support
import Testing

package struct DecodedFilm {
  package struct Frame {
    /// Width, height and position of what was drawn.
    package let area: [Int]
    /// In seconds, as a fraction: numerator and denominator.
    package let delay: [Int]
    /// The whole picture then, row by row from the top.
    package let pixels: [UInt8]
  }

  package let size: [Int]
  package let plays: Int
  package let frames: [Frame]

  /// Checks every checksum, the order of the chunks, the sequence numbers and the position of each area.
  package init(_ path: String) throws {
    let result = try ChildProcess.run("python3", ["-c", DecodedFilm.script, path])
    try #require(result.status == 0, "\(result.errors)")
    var lines = result.output.split(separator: "\n").map { $0.split(separator: " ") }[...]
    let header = try lines.removeFirst().map { try #require(Int($0)) }
    (size, plays) = (Array(header[..<2]), header[2])
    frames = try lines.map { line in
      let numbers = try line[..<6].map { try #require(Int($0)) }
      let digits = line[6].utf8.map { UInt8($0 < 58 ? $0 - 48 : $0 - 87) }
      return Frame(
        area: Array(numbers[..<4]), delay: Array(numbers[4...]),
        pixels: stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }
  }

  private static let script = """
    import struct, sys, zlib
    def check(right, complaint):
        if not right: sys.exit(complaint)
    data = open(sys.argv[1], "rb").read()
    check(data[:8] == bytes([137, 80, 78, 71, 13, 10, 26, 10]), "signature")
    chunks, place = [], 8
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        contents = data[place + 8:place + 8 + length]
        sum, = struct.unpack(">I", data[place + 8 + length:place + 12 + length])
        check(sum == zlib.crc32(kind + contents), "CRC of %s" % kind)
        chunks.append((kind.decode(), contents))
        place += 12 + length
    kinds = [kind for kind, _ in chunks]
    check(kinds[:4] == ["IHDR", "acTL", "fcTL", "IDAT"] and kinds[-1] == "IEND", "beginning or end")
    check(kinds[4:-1] == ["fcTL", "fdAT"] * ((len(kinds) - 5) // 2), "order")
    width, height, *format = struct.unpack(">IIBBBBB", chunks[0][1])
    check(format == [8, 0, 0, 0, 0], "format")
    count, plays = struct.unpack(">II", chunks[1][1])
    check(count == kinds.count("fcTL"), "number of frames")
    print(width, height, plays)
    def unfiltered(data, width, height):
        check(len(data) == (width + 1) * height, "length of the pixels")
        above, rows = bytes(width), []
        for start in range(0, len(data), width + 1):
            kind, row = data[start], bytearray(data[start + 1:start + 1 + width])
            check(kind < 5, "filter")
            if kind == 1:
                for x in range(1, width):
                    row[x] = (row[x] + row[x - 1]) & 255
            elif kind == 2:
                row = bytearray((x + b) & 255 for x, b in zip(row, above))
            elif kind:
                a = c = 0
                for x, b in enumerate(above):
                    if kind == 3:
                        guess = (a + b) // 2
                    else:
                        guess = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
                    a = row[x] = (row[x] + guess) & 255
                    c = b
            rows.append(row)
            above = row
        return rows
    canvas, sequence = [bytearray(width) for _ in range(height)], 0
    for (_, control), (kind, contents) in zip(chunks[2:-1:2], chunks[3:-1:2]):
        number, w, h, x, y, delay, unit, dispose, blend = struct.unpack(">IIIIIHHBB", control)
        check(number == sequence, "sequence number of fcTL")
        sequence += 1
        if kind == "fdAT":
            check(struct.unpack(">I", contents[:4]) == (sequence,), "sequence number of fdAT")
            sequence += 1
            contents = contents[4:]
        else:
            check((w, h, x, y) == (width, height, 0, 0), "the first area")
        check(w > 0 and h > 0 and x + w <= width and y + h <= height, "area")
        check((dispose, blend) == (0, 0), "dispose and blend")
        stream = zlib.decompressobj()
        pixels = stream.decompress(contents)
        check(stream.eof and not stream.unused_data, "end of the stream")
        for offset, row in enumerate(unfiltered(pixels, w, h)):
            canvas[y + offset][x:x + w] = row
        print(w, h, x, y, delay, unit, b"".join(canvas).hex())
    """
}
