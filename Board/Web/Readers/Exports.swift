// The readers' functions for the page; README.md beside this folder says what each does. Must never trap on what a page
// or its user hands in.

import Essentials
import Exchange
import Paper

/// Told by `build` how many digits are packed.
@_extern(wasm, module: "page", name: "progress") @_extern(c)
func pageProgress(_ done: Int32)

nonisolated(unsafe) private let readers = WebReaders()

/// - Returns: 0 with the answer, or 1 with what is wrong in words.
private func answer(_ body: () throws(Failure) -> [UInt8]) -> Int32 {
  do throws(Failure) {
    Exchange.answer(try body())
    return 0
  } catch {
    Exchange.answer(error.cause + (error.advice.map { ". " + $0 } ?? ""))
    return 1
  }
}

@_expose(wasm, "model") @c(readers_model) public func model(_ number: Int32, _ size: Int32) -> Int32 {
  let bytes = Exchange.taken(Int(size))
  return answer { () throws(Failure) in
    try readers.setModel(Int(number), bytes)
    return []
  }
}

@_expose(wasm, "form") @c(readers_form) public func form(_ width: Int32, _ height: Int32) {
  let (size, isTooLarge) = width.multipliedReportingOverflow(by: height)
  let grey = Exchange.taken(isTooLarge ? 0 : Int(size))
  Exchange.answer(readers.form(grey, width: Int(width), height: Int(height)))
}

@_expose(wasm, "read") @c(readers_read) public func read(_ number: Int32) -> Int32 {
  let pixels = Exchange.taken(784)
  return answer { () throws(Failure) in try readers.read(Int(number), pixels) }
}

@_expose(wasm, "sheet") @c(readers_sheet) public func sheet(_ paper: Int32) {
  Exchange.answer(SheetPDF.bytes(PaperSize(rawValue: UInt8(truncatingIfNeeded: paper)) ?? .a4))
}

@_expose(wasm, "photo") @c(readers_photo)
public func photo(_ size: Int32, _ width: Int32, _ height: Int32, _ channels: Int32) -> Int32 {
  let samples = Exchange.taken(Int(size))
  return answer { () throws(Failure) in
    try readers.photo(samples, width: Int(width), height: Int(height), channels: Int(channels))
  }
}

@_expose(wasm, "add") @c(readers_add) public func add(_ size: Int32) -> Int32 {
  let bytes = Exchange.taken(Int(size))
  return answer { () throws(Failure) in
    try readers.add(bytes)
    return []
  }
}

@_expose(wasm, "build") @c(readers_build) public func build() -> Int32 {
  answer { () throws(Failure) in try readers.build { pageProgress(Int32(truncatingIfNeeded: $0)) } }
}
