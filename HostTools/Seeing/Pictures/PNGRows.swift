// A PNG's rows through libpng, on white where it is transparent. Must never hold all of it unless it is interlaced.

import CPNG
import Support

final class PNGRows: PictureRowSource {
  let width: Int
  let height: Int
  let samples: Int
  let orientation: PictureOrientation
  let frames: Int

  private let path: String
  private let codec: UnsafeMutablePointer<clock_png>
  /// libpng reads from it as long as it is open.
  private let first: UnsafeMutableBufferPointer<UInt8>
  private let channels: Int
  private var rowsLeft: Int
  /// One row as it comes, or of an interlaced picture all.
  private var pixels: [UInt8]
  private let isInterlaced: Bool

  /// - Parameter start: what was read of the file to tell that it is one.
  init(_ file: borrowing InputFile, first start: [UInt8]) throws {
    let first = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: start.count)
    _ = first.initialize(from: start)
    guard let codec = clock_png_open(file.descriptor, first.baseAddress, first.count) else {
      first.deallocate()
      throw Failure(
        file: file.path, "there is no memory to decode it", advice: "Close other programs and try again")
    }
    var isKept = false
    defer {
      if !isKept {
        clock_png_close(codec)
        first.deallocate()
      }
    }
    guard clock_png_read_header(codec) != 0 else { throw PNGRows.failure(file.path, codec) }
    let (png, info) = (codec.pointee.codec, codec.pointee.info)
    (width, height) = (Int(png_get_image_width(png, info)), Int(png_get_image_height(png, info)))
    isInterlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE
    // Four channels at most.
    let (all, isTooMuch) = (4 * width).multipliedReportingOverflow(by: height)
    try PictureLimits.check(
      file.path, width: width, height: height, kept: !isInterlaced ? 0 : isTooMuch ? .max : all)
    guard clock_png_start(codec) != 0 else { throw PNGRows.failure(file.path, codec) }
    channels = Int(png_get_channels(png, info))
    samples = channels < 3 ? 1 : 3
    var count: UInt32 = 0
    let exif = clock_png_exif(codec, &count)
    orientation = PictureOrientation(exif: Array(UnsafeBufferPointer(start: exif, count: Int(count))))
    frames = max(1, Int(codec.pointee.frames))
    pixels = [UInt8](repeating: 0, count: width * channels * (isInterlaced ? height : 1))
    (path, self.codec, self.first, rowsLeft) = (file.path, codec, first, height)
    isKept = true
  }

  deinit {
    clock_png_close(codec)
    first.deallocate()
  }

  func next(_ row: UnsafeMutablePointer<UInt8>) throws {
    if isInterlaced {
      if rowsLeft == height { try readPasses() }
      flatten((height - rowsLeft) * width * channels, row)
    } else {
      guard clock_png_read_row(codec, &pixels) != 0 else { throw PNGRows.failure(path, codec) }
      flatten(0, row)
    }
    rowsLeft -= 1
    if rowsLeft == 0, clock_png_finish(codec) == 0 { throw PNGRows.failure(path, codec) }
  }

  private func readPasses() throws {
    // Adam7.
    for _ in 0..<7 {
      for y in 0..<height {
        let isRead = pixels.withUnsafeMutableBufferPointer { all in
          clock_png_read_row(codec, all.baseAddress.map { $0 + y * width * channels }) != 0
        }
        guard isRead else { throw PNGRows.failure(path, codec) }
      }
      try Interrupt.check()
    }
  }

  /// A row without its alpha, on white.
  private func flatten(_ start: Int, _ row: UnsafeMutablePointer<UInt8>) {
    pixels.withUnsafeBufferPointer { pixels in
      if channels == samples {
        for index in 0..<width * samples { row[index] = pixels[start + index] }
        return
      }
      for x in 0..<width {
        let place = start + x * channels
        let alpha = UInt32(pixels[place + samples])
        for sample in 0..<samples {
          let mixed = UInt32(pixels[place + sample]) * alpha + 255 * (255 - alpha)
          row[x * samples + sample] = UInt8((mixed + 127) / 255)
        }
      }
    }
  }

  private static func failure(_ path: String, _ codec: UnsafeMutablePointer<clock_png>) -> Failure {
    let message = withUnsafeBytes(of: codec.pointee.message) { String(plain: $0.prefix { $0 != 0 }) }
    return Failure(
      decoding: path, "PNG", message, at: codec.pointee.given, ended: codec.pointee.ended != 0,
      systemError: codec.pointee.system_error)
  }
}
