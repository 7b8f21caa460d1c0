// What a program on QEMU's bare RV32 machine writes and reads. Must never hold a test's logic.

func put(_ character: UInt8) {
  board_put(character)
}

func put(_ text: StaticString) {
  for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
}

func put(_ number: UInt32) {
  if number > 9 { put(number / 10) }
  put(UInt8(truncatingIfNeeded: 0x30 + number % 10))
}

func put(_ name: StaticString, _ number: UInt32) {
  put(name)
  put(0x20 as UInt8)
  put(number)
  put(0x0A as UInt8)
}

/// The first of QEMU's two banks of 32 MiB, read in place.
struct FlashBank: FlashRegion, ~Copyable {
  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get {
      let bank = UnsafeBufferPointer(start: UnsafePointer<UInt8>(bitPattern: 0x2000_0000 as UInt), count: 32 << 20)
      return _overrideLifetime(Span(_unsafeElements: bank), borrowing: self)
    }
  }
}

/// The number that the host starts a program with.
var parameter: UInt32 { UnsafePointer<UInt32>(bitPattern: 0x8100_0000 as UInt)?.pointee ?? 0 }

@c(board_trap) public func boardTrap(_ cause: UInt32, _ address: UInt32, _ value: UInt32) {
  put("trap", cause)
  put("at", address)
  put("value", value)
}
