// Decodes the glyphs that come next on a second core, with the firmware's own reader, while the device goes on. Must
// never give a different glyph, or a different error, from what that reader gives when it is asked.

import Firmware
import Foundation

extension EmulatedFlash {
  /// - Parameter decodesAhead: for running the device as fast as this machine can: a second core decodes glyphs.
  public convenience init(_ bytes: [UInt8], decodesAhead: Bool) {
    self.init(bytes)
    if decodesAhead, let table = try? GlyphTable(checking: bytes.span) { supply = GlyphsAhead(bytes, table) }
  }
}

private final class GlyphsAhead: GlyphSupply {
  private let store: GlyphStore

  /// - Parameter bytes: the image's, which must not change.
  init(_ bytes: [UInt8], _ table: GlyphTable) {
    store = GlyphStore(bytes, table)
    Thread.detachNewThread { [store] in store.work() }
  }

  deinit { store.stop() }

  func read(_ id: GlyphID, into glyph: inout Glyph) throws(GlyphError) {
    try store.take(id, into: &glyph)
  }
}

/// One digit's sequence.
private final class GlyphLane {
  /// While `isBusy`, belongs to whoever set that; so do the glyphs that it is decoding.
  var reader = GlyphReader()
  /// Decoded, from `next` on.
  var ready: [Glyph] = []
  /// The number of the glyph that will be asked for next if the sequence continues.
  var next: UInt32 = 0
  var isBusy = false
  /// Whether to go on: the digit has been asked for, and could be read.
  var isGoing = false
}

/// Unchecked since `condition` guards everything in it.
private final class GlyphStore: @unchecked Sendable {
  /// The most glyphs to keep ready for each digit.
  private static let depth = 16

  private let bytes: [UInt8]
  private let table: GlyphTable
  private let condition = NSCondition()
  private let lanes = (0..<10).map { _ in GlyphLane() }
  private var isStopped = false

  init(_ bytes: [UInt8], _ table: GlyphTable) {
    (self.bytes, self.table) = (bytes, table)
  }

  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
    }
  }

  private func number(after number: UInt32, _ digit: Int) -> UInt32 {
    number + 1 < table.counts[digit] ? number + 1 : 0
  }

  // MARK: Taking a glyph

  func take(_ id: GlyphID, into glyph: inout Glyph) throws(GlyphError) {
    guard id.digit < 10, id.number < table.counts[Int(id.digit)] else { throw .noSuchGlyph }
    let lane = lanes[Int(id.digit)]
    condition.lock()
    defer { condition.unlock() }
    while lane.isBusy, lane.next != id.number || lane.ready.isEmpty { condition.wait() }
    if lane.next == id.number, !lane.ready.isEmpty {
      glyph = lane.ready.removeFirst()
    } else {
      lane.ready = []
      try decodeNow(id, lane, &glyph)
    }
    lane.next = number(after: id.number, Int(id.digit))
    condition.broadcast()
  }

  /// For when the other core hasn't got that far.
  private func decodeNow(_ id: GlyphID, _ lane: GlyphLane, _ glyph: inout Glyph) throws(GlyphError) {
    lane.isBusy = true
    lane.isGoing = false
    condition.unlock()
    defer {
      condition.lock()
      lane.isBusy = false
    }
    let bytes = bytes
    try lane.reader.read(id, table, in: bytes.span, into: &glyph)
    lane.isGoing = true
  }

  // MARK: The second core

  func work() {
    condition.lock()
    while !isStopped {
      let open = lanes.indices.filter {
        lanes[$0].isGoing && !lanes[$0].isBusy && lanes[$0].ready.count < GlyphStore.depth
      }
      if let digit = open.min(by: { lanes[$0].ready.count < lanes[$1].ready.count }) {
        decodeAhead(digit)
      } else {
        condition.wait()
      }
    }
    condition.unlock()
  }

  private func decodeAhead(_ digit: Int) {
    let lane = lanes[digit]
    var place = lane.next
    for _ in lane.ready { place = number(after: place, digit) }
    lane.isBusy = true
    condition.unlock()
    let bytes = bytes
    // If it can't be read, whoever asks for it will find out.
    let glyph = try? lane.reader.read(GlyphID(digit: UInt8(digit), number: place), table, in: bytes.span)
    condition.lock()
    if let glyph { lane.ready.append(glyph) }
    lane.isGoing = glyph != nil
    lane.isBusy = false
    condition.broadcast()
  }
}
