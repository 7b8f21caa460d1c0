// A film of grey pictures, and animated PNG files (APNG) of it. Must never know what it shows.

import Support

public struct AnimatedPicture {
  public let width: Int
  public let height: Int
  private var last: GreyPicture?
  private var frames: [Frame] = []

  /// What differs from the previous frame, packed at once: the pictures of a long film would fill the memory.
  private struct Frame {
    let area: PictureArea
    let stream: [UInt8]
    var milliseconds: Int
  }

  /// The size of all pictures, at least 1 × 1 pixel.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "A film has pixels")
    (self.width, self.height) = (width, height)
  }

  /// Shows `picture`, which must have the film's size, after everything so far; the same picture again just stays for
  /// longer.
  /// - Parameter milliseconds: browsers treat anything up to 10 ms as 100 ms; a picture of 0 ms is left out.
  public mutating func add(_ picture: GreyPicture, milliseconds: Int) {
    precondition(picture.width == width && picture.height == height, "All pictures of a film are equally large")
    guard milliseconds > 0 else { return }
    let area = last.map { PictureArea(changedFrom: $0, to: picture) } ?? PictureArea(all: picture)
    if let area {
      frames.append(Frame(area: area, stream: area.deflated(picture), milliseconds: milliseconds))
      last = picture
    } else {
      frames[frames.count - 1].milliseconds += milliseconds
    }
  }

  /// - Parameter plays: 0 means forever.
  /// - Throws: `Failure` when there is no picture or the file can't be written.
  public func write(_ output: OutputFile, plays: Int = 0) throws {
    guard !frames.isEmpty else { throw Failure(file: output.path, "the film has no pictures") }
    let file = try PNGChunkFile(output)
    // 8 bits of grey, not interlaced.
    try file.append("IHDR", bigEndian(width) + bigEndian(height) + [8, 0, 0, 0, 0])
    let count = frames.reduce(0) { $0 + FrameDelay.parts($1.milliseconds).count }
    try file.append("acTL", bigEndian(count) + bigEndian(plays))
    // fcTL and fdAT share one count.
    var sequence = 0
    for frame in frames {
      // If it doesn't fit in one delay, the same area is drawn again.
      for delay in FrameDelay.parts(frame.milliseconds) {
        // The last two: leave the picture when its time is over, and replace what was in the area.
        try file.append("fcTL", bigEndian(sequence) + frame.area.header + delay.header + [0, 0])
        sequence += 1
        if sequence == 1 {
          try file.append("IDAT", frame.stream)
        } else {
          try file.append("fdAT", bigEndian(sequence) + frame.stream)
          sequence += 1
        }
      }
    }
    try file.append("IEND", [])
    try file.finish()
  }
}
