// What makes a text a valid host: one rule for every place that takes a server.
// Must never accept what no resolver could look up.

extension Span<UInt8> {
  /// Labels separated by dots (RFC 1123, 2.1), each of letters, digits and hyphens, with no hyphen at either end.
  /// A text whose last label is all digits is an address, of four numbers up to 255. Some would read leading zeros as
  /// octal.
  var isHostOrIPv4: Bool {
    let point = UInt8(ascii: ".")
    let hyphen = UInt8(ascii: "-")
    var previous = point
    var (labels, octet): (UInt32, UInt32) = (0, 0)
    var (isNumber, isName, isOdd) = (false, false, false)
    for index in 0...count {
      let byte = index < count ? self[index] : point
      let digit = byte &- UInt8(ascii: "0")
      if digit < 10 {
        if previous == point {
          isNumber = true
        } else if octet == 0 {
          isOdd = true
        }
        octet = octet &* 10 &+ UInt32(digit)
        if octet > 255 { isOdd = true }
      } else if byte == point {
        guard previous != point, previous != hyphen else { return false }
        labels &+= 1
        octet = 0
      } else {
        guard byte == hyphen ? previous != point : byte.isLetter else { return false }
        isName = true
        isNumber = false
      }
      previous = byte
    }
    return !isNumber || (labels == 4 && !isName && !isOdd)
  }

  /// Eight groups (RFC 4291, 2.2), and after % the network interface that they apply to (RFC 4007).
  var isIPv6: Bool {
    let size = next(UInt8(ascii: "%"), from: 0)
    guard size == count || extracting((size &+ 1)...).isHostOrIPv4 else { return false }
    let colon = UInt8(ascii: ":")
    var groups = 0
    var isShortened = false
    var start = 0
    while start < size {
      if self[start] == colon {
        // The second of two colons, or the first of two at the start.
        guard !isShortened, start > 0 || (size > 1 && self[1] == colon) else { return false }
        isShortened = start > 0
        start &+= 1
        continue
      }
      var end = next(colon, from: start)
      if end > size { end = size }
      let group = extracting(start..<end)
      guard group.count < 5, group.isHexadecimal, end &+ 1 != size else { return false }
      groups &+= 1
      start = end &+ 1
    }
    return isShortened ? groups < 8 : groups == 8
  }
}

extension UInt8 {
  var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
}
