// The emulated chip behind the firmware's protocol. Must never do more than pass on bytes and time.

import Firmware

public struct NorFlashRegion: WritableFlash {
  private let chip: NorFlash
  /// Called before an operation with the time that it takes.
  private let wait: (Interval) -> Void

  /// The longest times in datasheets for a page of up to 256 bytes, and for a sector.
  private static let programTime = Interval.milliseconds(2)
  private static let eraseTime = Interval.milliseconds(400)

  public init(_ chip: NorFlash, wait: @escaping (Interval) -> Void = { _ in }) {
    self.chip = chip
    self.wait = wait
  }

  public var size: Int { chip.size }

  public mutating func read(at offset: Int, into buffer: inout MutableSpan<UInt8>) throws(FlashError) {
    do throws(NorFlashError) {
      let bytes = try chip.read(at: offset, count: buffer.count)
      for index in bytes.indices { buffer[index] = bytes[index] }
    } catch {
      throw .operationFailed
    }
  }

  public mutating func isErased(at offset: Int, count: Int) throws(FlashError) -> Bool {
    do throws(NorFlashError) {
      return try chip.readRaw(at: offset, count: count).allSatisfy { $0 == 0xFF }
    } catch {
      throw .operationFailed
    }
  }

  public mutating func program(_ piece: Span<UInt8>, at offset: Int) throws(FlashError) {
    wait(NorFlashRegion.programTime)
    do throws(NorFlashError) {
      try chip.program(piece.indices.map { piece[$0] }, at: offset)
    } catch {
      throw .operationFailed
    }
  }

  public mutating func eraseSector(at offset: Int) throws(FlashError) {
    wait(NorFlashRegion.eraseTime)
    do throws(NorFlashError) {
      try chip.eraseSector(at: offset)
    } catch {
      throw .operationFailed
    }
  }
}
