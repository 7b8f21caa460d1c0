// Sixteen numbers at once, which is what processors are fast at.
// Must never be passed by value to a module that is compiled for another processor: there it takes other registers.

public typealias Lane = SIMD16<Float>

/// The sum of a lane's numbers: in pairs, which is faster than one by one and just as reproducible on every machine.
@inlinable @inline(__always)
public func total(_ lane: Lane) -> Float {
  let eight = lane.lowHalf + lane.highHalf
  let four = eight.lowHalf + eight.highHalf
  let two = four.lowHalf + four.highHalf
  return two.x + two.y
}
