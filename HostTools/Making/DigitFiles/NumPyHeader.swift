// The header of a NumPy file, by the format's description in numpy.lib.format: a Python dictionary between the magic
// number and the data. Must never take a layout for another one.

import Support

struct NumPyHeader: Equatable {
  /// What an element is, in its order of bytes.
  struct Element: Equatable {
    enum Kind: Equatable { case boolean, unsigned, signed, float }
    let kind: Kind
    let size: Int
    let isBigEndian: Bool
  }

  let element: Element
  let shape: [Int]

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Headers of plain arrays have 118 bytes; only those of tables with hundreds of columns are longer than this.
  private static let most = 1 << 16

  private static let advice =
    "Save or download it again; in NumPy numpy.save(\"images.npy\", images) writes such a file"

  /// - Parameter read: gives that many bytes from where it last ended, fewer at the end.
  init(_ path: String, _ read: (Int) throws -> [UInt8]) throws {
    let start = try read(8)
    guard start.count == 8, start.starts(with: NumPyHeader.magic) else {
      throw Failure(
        file: path, offset: 0, "it doesn't begin as a NumPy file does, with \\x93NUMPY", advice: NumPyHeader.advice)
    }
    let version = start[6]
    guard (1...3).contains(version) else {
      throw Failure(
        file: path, offset: 6, "it has version \(version) of NumPy's format; 1 to 3 are known",
        advice: "Save it with a NumPy of today")
    }
    let length = try read(version == 1 ? 2 : 4)
    let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
    let text = count <= NumPyHeader.most ? try read(count) : []
    guard length.count == (version == 1 ? 2 : 4), text.count == count else {
      throw Failure(
        file: path, offset: 8, "its header is longer than the file, or than any that is known",
        advice: NumPyHeader.advice)
    }
    do throws(PythonFault) {
      var literal = PythonLiteral(text)
      (element, shape) = try NumPyHeader.parts(try literal.value())
    } catch {
      throw Failure(file: path, offset: 10, error.cause, advice: error.advice ?? NumPyHeader.advice)
    }
  }

  private static func parts(_ value: PythonLiteral.Value) throws(PythonFault) -> (Element, [Int]) {
    guard case .dictionary(let entries) = value else { throw PythonFault("its header is no dictionary") }
    func entry(_ name: String) throws(PythonFault) -> PythonLiteral.Value {
      guard let entry = entries.last(where: { $0.key == name }) else { throw PythonFault("its header has no \(name)") }
      return entry.value
    }
    guard case .text(let name) = try entry("descr") else {
      throw PythonFault("it holds a table of several columns, not one array")
    }
    guard let element = Element(name) else {
      throw PythonFault(
        "its elements are of type \(name.shown); whole numbers of 1 to 8 bytes, float32, float64 and bool are read",
        advice: "In NumPy images.astype(\"uint8\") makes bytes of them")
    }
    guard case .boolean(let isFortran) = try entry("fortran_order") else {
      throw PythonFault("its header doesn't say in which order the elements are")
    }
    guard case .tuple(let sides) = try entry("shape") else { throw PythonFault("its header has no shape") }
    var shape: [Int] = []
    for side in sides {
      guard case .number(let count) = side else { throw PythonFault("its shape isn't of whole numbers") }
      shape.append(count)
    }
    guard !isFortran || shape.count < 2 else {
      throw PythonFault(
        "its elements are in Fortran's order, columns first",
        advice: "Save it with numpy.save(\"images.npy\", numpy.ascontiguousarray(images))")
    }
    return (element, shape)
  }

  /// A header of version 1, padded so that the data begin at a multiple of 64 bytes.
  static func bytes(_ type: String, shape: [Int]) -> [UInt8] {
    let sides = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(sides)), }"
    while (text.utf8.count + 11) % 64 != 0 { text += " " }
    text += "\n"
    let count = text.utf8.count
    return magic + [1, 0, UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)] + Array(text.utf8)
  }
}

extension NumPyHeader.Element {
  /// Of NumPy's name: `<` or `>` for the order of bytes, or `|` where there is none; a letter; the size.
  init?(_ name: String) {
    let letters = Array(name)
    guard letters.count == 3, "<>|=".contains(letters[0]), let size = letters[2].wholeNumberValue else { return nil }
    isBigEndian = letters[0] == ">"
    self.size = size
    switch (letters[1], size) {
    case ("b", 1): kind = .boolean
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsigned
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signed
    case ("f", 4), ("f", 8): kind = .float
    default: return nil
    }
  }

  /// - Parameter bytes: `size` bytes.
  func value(_ bytes: UnsafeRawBufferPointer.SubSequence) -> Double {
    var bits: UInt64 = 0
    if isBigEndian {
      for byte in bytes { bits = bits << 8 | UInt64(byte) }
    } else {
      for byte in bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    }
    switch kind {
    case .boolean, .unsigned: return Double(bits)
    // Its sign moved to the top and back.
    case .signed: return Double(Int64(bitPattern: bits << UInt64(64 - 8 * size)) >> Int64(64 - 8 * size))
    case .float:
      return size == 4 ? Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits))) : Double(bitPattern: bits)
    }
  }
}
