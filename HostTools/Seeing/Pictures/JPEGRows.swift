// A JPEG's rows through libjpeg. Must never let damage pass as grey.

import CJPEG
import Support

final class JPEGRows: PictureRowSource {
  let width: Int
  let height: Int
  let samples: Int
  let orientation: PictureOrientation
  let frames = 1

  private let path: String
  private let codec: UnsafeMutablePointer<clock_jpeg>
  private var rowsLeft: Int
  /// For the four inks, which become three colours.
  private var inks: [UInt8] = []
  /// Adobe's programs store how little ink there is.
  private let inksAreInverted: Bool

  /// - Parameter first: what was read of the file to tell that it is one.
  init(_ file: borrowing InputFile, first: [UInt8]) throws {
    guard let codec = clock_jpeg_open(file.descriptor, first, first.count) else {
      throw Failure(
        file: file.path, "there is no memory to decode it", advice: "Close other programs and try again")
    }
    var isKept = false
    defer { if !isKept { clock_jpeg_close(codec) } }
    guard clock_jpeg_read_header(codec) != 0 else { throw JPEGRows.failure(file.path, codec) }
    (width, height) = (Int(codec.pointee.codec.image_width), Int(codec.pointee.codec.image_height))
    orientation = PictureOrientation(exif: JPEGRows.exif(codec.pointee.codec.marker_list))
    try PictureLimits.check(file.path, width: width, height: height, kept: clock_jpeg_kept_bytes(codec))
    guard clock_jpeg_start(codec) != 0 else { throw JPEGRows.failure(file.path, codec) }
    let components = Int(codec.pointee.codec.output_components)
    samples = components == 1 ? 1 : 3
    if components == 4 { inks = [UInt8](repeating: 0, count: 4 * width) }
    inksAreInverted = codec.pointee.codec.saw_Adobe_marker != 0
    (path, self.codec, rowsLeft) = (file.path, codec, height)
    isKept = true
  }

  deinit { clock_jpeg_close(codec) }

  func next(_ row: UnsafeMutablePointer<UInt8>) throws {
    if inks.isEmpty {
      guard clock_jpeg_read_row(codec, row) != 0 else { throw JPEGRows.failure(path, codec) }
    } else {
      guard clock_jpeg_read_row(codec, &inks) != 0 else { throw JPEGRows.failure(path, codec) }
      mix(row)
    }
    rowsLeft -= 1
    if rowsLeft == 0, clock_jpeg_finish(codec) == 0 { throw JPEGRows.failure(path, codec) }
  }

  /// Each ink takes its part of what black leaves.
  private func mix(_ row: UnsafeMutablePointer<UInt8>) {
    let mask: UInt8 = inksAreInverted ? 0 : 255
    for x in 0..<width {
      let black = UInt32(inks[4 * x + 3] ^ mask)
      for colour in 0..<3 {
        row[3 * x + colour] = UInt8((UInt32(inks[4 * x + colour] ^ mask) * black + 127) / 255)
      }
    }
  }

  /// That of the first marker that has any, after its name.
  private static func exif(_ list: jpeg_saved_marker_ptr?) -> [UInt8] {
    let name = Array("Exif".utf8) + [0, 0]
    var next = list
    while let marker = next?.pointee {
      let bytes = UnsafeBufferPointer(start: marker.data, count: Int(marker.data_length))
      if bytes.starts(with: name) { return Array(bytes.dropFirst(name.count)) }
      next = marker.next
    }
    return []
  }

  private static func failure(_ path: String, _ codec: UnsafeMutablePointer<clock_jpeg>) -> Failure {
    let message = withUnsafeBytes(of: codec.pointee.message) { String(plain: $0.prefix { $0 != 0 }) }
    return Failure(
      decoding: path, "JPEG", message, at: clock_jpeg_offset(codec), ended: codec.pointee.ended != 0,
      systemError: codec.pointee.system_error)
  }
}
