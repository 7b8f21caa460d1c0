// The device's functions for the page; README.md beside this folder says what each does. Must never trap on what a page
// or its user hands in.

import Emulator
import Exchange
import Firmware

/// A module is one device: a page that wants a second makes a second instance.
nonisolated(unsafe) private let device = WebDevice()

@_expose(wasm, "set") @c(clock_set) public func set(_ keySize: Int32, _ size: Int32) -> Int32 {
  let bytes = Exchange.taken(Int(size))
  let end = max(0, min(Int(keySize), bytes.count))
  guard let why = device.set(Array(bytes[..<end]), Array(bytes[end...])) else { return 0 }
  Exchange.answer(why)
  return 1
}

@_expose(wasm, "image") @c(clock_image) public func image(_ size: Int32, _ pieceSize: Int32) -> Int32 {
  guard 0...Int32(WebDevice.largestImage) ~= size, pieceSize > 0 else { return 1 }
  device.expectImage(size: Int(size), pieceSize: Int(pieceSize))
  return 0
}

@_expose(wasm, "put") @c(clock_put) public func put(_ offset: Int32, _ size: Int32) {
  guard 0...Int32(WebDevice.largestImage) ~= offset else { return }
  device.put(Exchange.taken(Int(size)), at: Int(offset))
}

@_expose(wasm, "start") @c(clock_start) public func start(_ cellsSize: Int32, _ wantsFrames: Int32) {
  device.start(cellsSize > 0 ? Exchange.taken(Int(cellsSize)) : [], wantsFrames: wantsFrames != 0)
}

/// - Returns: how many; each is a number of four bytes in the answer. Less than 0: what the firmware did wrong.
@_expose(wasm, "missing") @c(clock_missing) public func missing() -> Int32 {
  do throws(MisuseOfPanel) {
    let pieces = try device.missing()
    Exchange.answer(pieces.flatMap { piece in (0..<4).map { UInt8(truncatingIfNeeded: piece >> (8 * $0)) } })
    return Int32(pieces.count)
  } catch {
    Exchange.answer(error.description)
    return -1
  }
}

/// - Returns: the counter; less than 0: what the firmware did wrong.
@_expose(wasm, "step") @c(clock_step) public func step() -> Double {
  do throws(MisuseOfPanel) {
    return Double(try device.step().microseconds)
  } catch {
    Exchange.answer(error.description)
    return -1
  }
}

@_expose(wasm, "pass") @c(clock_pass) public func pass(_ counter: Double) -> Int32 {
  // 285 years, up to which a number counts microseconds.
  guard counter >= 0, counter < 9e15 else { return 0 }
  do throws(MisuseOfPanel) {
    try device.pass(to: Instant(microseconds: UInt64(counter)))
    return 0
  } catch {
    Exchange.answer(error.description)
    return -1
  }
}

@_expose(wasm, "counter") @c(clock_counter) public func counter() -> Double { Double(device.now.microseconds) }

@_expose(wasm, "picture") @c(clock_picture) public func picture(_ panel: Int32) {
  Exchange.answer(device.picture(Int(panel)))
}

@_expose(wasm, "changes") @c(clock_changes) public func changes() -> Int32 {
  Int32(truncatingIfNeeded: device.changes)
}

@_expose(wasm, "cells") @c(clock_cells) public func cells() { Exchange.answer(device.cells) }

@_expose(wasm, "changedSectors") @c(clock_changed_sectors) public func changedSectors() -> UInt32 {
  device.takeChangedSectors()
}

@_expose(wasm, "events") @c(clock_events) public func events() { Exchange.answer(device.takeEvents()) }

@_expose(wasm, "shown") @c(clock_shown) public func shown() { Exchange.answer(device.shown.text) }
