// What a test's program on QEMU's bare machines writes and reads. Must never hold a test's logic.

func put(_ character: UInt8) {
  machine_serial_store(0, character)
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

/// The number that the host starts a program with.
var parameter: UInt32 { UnsafePointer<UInt32>(bitPattern: UInt(MACHINE_PARAMETER))?.pointee ?? 0 }

@c(board_trap) public func boardTrap(_ cause: UInt32, _ address: UInt32, _ value: UInt32) {
  put("trap", cause)
  put("at", address)
  put("value", value)
}
