// spi_master as the firmware's bus, polled: D/C changes with the next call. Must never let the driver allocate: what it
// sends must be in memory that the DMA can read.

struct ESPBus: SPIBus, ~Copyable {
  /// The 5,000 bytes of a refresh are ten of these; each costs about 40 µs on top of the 410 µs that it takes at 10
  /// MHz.
  private static var chunk: Int { 512 }
  /// For the end of a transfer, in ticks of 1 ms. 512 bytes at 4 MHz take one.
  private static var patience: TickType_t { 100 }
  /// The only value that the driver accepts where it waits for its own locks (spi_master.h); nobody else holds them
  /// here.
  private static var noLimit: TickType_t { .max }
  /// V1's datasheet allows 4 MHz (a cycle of 250 ns), the others' 20: 10 leaves a margin for wires of 20 cm.
  private static var slowClock: Int32 { 4_000_000 }
  private static var clock: Int32 { 10_000_000 }

  private let device: spi_device_handle_t?
  private let buffer: UnsafeMutablePointer<UInt8>?
  /// Belongs to the driver until a transfer has ended, however late.
  private let transaction: UnsafeMutablePointer<spi_transaction_t>?
  private var isStuck = false

  /// - Parameter hasV1: whether a panel is a V1; all share one clock, so the slowest decides.
  init(hasV1: Bool) {
    var bus = spi_bus_config_t()
    bus.sclk_io_num = CONFIG_CLOCK_PIN_SCK
    bus.mosi_io_num = CONFIG_CLOCK_PIN_MOSI
    // 0 would mean a pin.
    bus.miso_io_num = -1
    bus.quadwp_io_num = -1
    bus.quadhd_io_num = -1
    bus.data4_io_num = -1
    bus.data5_io_num = -1
    bus.data6_io_num = -1
    bus.data7_io_num = -1
    bus.max_transfer_sz = Int32(ESPBus.chunk)
    #if CLOCK_PERIPHERALS_OFF
      bus.flags = UInt32(SPICOMMON_BUSFLAG_SLP_ALLOW_PD)
    #endif
    var error = spi_bus_initialize(SPI2_HOST, &bus, spi_dma_chan_t(SPI_DMA_CH_AUTO.rawValue))

    var settings = spi_device_interface_config_t()
    settings.mode = 0
    settings.clock_speed_hz = hasV1 ? ESPBus.slowClock : ESPBus.clock
    settings.spics_io_num = -1
    settings.queue_size = 1
    var handle: spi_device_handle_t?
    if error == ESP_OK { error = spi_bus_add_device(SPI2_HOST, &settings, &handle) }
    // Nobody else uses the bus: acquired once, no transfer needs to acquire it.
    if error == ESP_OK { error = spi_device_acquire_bus(handle, ESPBus.noLimit) }
    if error != ESP_OK { log("E SPI doesn't start: %s", error) }
    device = error == ESP_OK ? handle : nil
    #if CLOCK_SLEEPS
      keepLevel(gpio_num_t(CONFIG_CLOCK_PIN_SCK))
      keepLevel(gpio_num_t(CONFIG_CLOCK_PIN_MOSI))
    #endif
    buffer = heap_caps_malloc(ESPBus.chunk, UInt32(MALLOC_CAP_DMA))?.assumingMemoryBound(to: UInt8.self)
    transaction = heap_caps_calloc(1, MemoryLayout<spi_transaction_t>.size, UInt32(MALLOC_CAP_DEFAULT))?
      .assumingMemoryBound(to: spi_transaction_t.self)
  }

  mutating func write(_ bytes: Span<UInt8>) throws(SPIError) {
    guard let device, let buffer, let transaction else { throw .transferFailed }
    if isStuck {
      guard spi_device_polling_end(device, 0) == ESP_OK else { throw .transferFailed }
      isStuck = false
    }
    var first = 0
    while first < bytes.count {
      let count = min(ESPBus.chunk, bytes.count &- first)
      for index in 0..<count { buffer[index] = bytes[first &+ index] }
      transaction.pointee.length = count &* 8
      transaction.pointee.tx_buffer = UnsafeRawPointer(buffer)
      guard spi_device_polling_start(device, transaction, ESPBus.noLimit) == ESP_OK else { throw .transferFailed }
      let error = spi_device_polling_end(device, ESPBus.patience)
      guard error == ESP_OK else {
        // After any other error there is no transfer to wait for.
        isStuck = error == ESP_ERR_TIMEOUT
        throw .transferFailed
      }
      first = first &+ count
    }
  }
}
