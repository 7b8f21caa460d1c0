# Compiles Swift to one object of a component, with swiftc itself; for Xtensa by way of LLVM, see Board/compile-xtensa.
# Must never make different code from what espressif/idf_swift makes where that has the chip: it takes its place when it
# can't be downloaded.

# clock_add_swift(<library> BRIDGING_HEADER <file> SRCS <file>... OPTIONS <option>...)
function(clock_add_swift library)
  cmake_parse_arguments(arg "" "BRIDGING_HEADER" "SRCS;OPTIONS" ${ARGN})
  find_program(SWIFTC swiftc REQUIRED)

  idf_build_get_property(chip IDF_TARGET)
  set(board "${CMAKE_CURRENT_LIST_DIR}/../..")
  set(object "${CMAKE_CURRENT_BINARY_DIR}/swift.o")
  set(compile "${SWIFTC}" -c -o "${object}")
  set(scripts "")
  set(check "")
  if(chip MATCHES "^esp32(s3)?$")
    # Swift reads the headers as for RISC-V, but must choose Xtensa's.
    set(march rv32im_zicsr_zifencei)
    set(definitions "-Xcc\n-U__riscv\n-Xcc\n-D__XTENSA__=1\n-Xcc\n-D__xtensa__=1\n-Xcc\n-D__XTENSA_EL__=1\n")
    set(scripts "${board}/compile-xtensa" "${board}/../Tests/imported-c")
    set(compile "${board}/compile-xtensa" --assembler "'${CMAKE_C_COMPILER}' -c -mlongcalls" "${object}" "${SWIFTC}")
  elseif(chip MATCHES "^esp32c[23]$")
    set(march rv32imc_zicsr_zifencei)
  else()
    set(march rv32imac_zicsr_zifencei)
  endif()

  # The component's headers and definitions, as for its C sources, and the C library's; GCC's own are left out, since
  # clang has its own.
  set(system ${CMAKE_C_IMPLICIT_INCLUDE_DIRECTORIES})
  list(FILTER system EXCLUDE REGEX "/lib/gcc/")
  list(TRANSFORM system PREPEND "-Xcc\n-isystem\n-Xcc\n")
  list(JOIN system "\n" system)
  set(response "${CMAKE_CURRENT_BINARY_DIR}/swift.rsp")
  file(GENERATE OUTPUT "${response}" CONTENT "${definitions}${system}
-Xcc
'-I$<JOIN:$<TARGET_PROPERTY:${library},INCLUDE_DIRECTORIES>,'
-Xcc
'-I>'
-Xcc
'-D$<JOIN:$<TARGET_PROPERTY:${library},COMPILE_DEFINITIONS>,'
-Xcc
'-D>'
")

  set(sources "")
  foreach(source ${arg_SRCS})
    get_filename_component(source "${source}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
    list(APPEND sources "${source}")
  endforeach()
  get_filename_component(header "${arg_BRIDGING_HEADER}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_LIST_DIR}")
  idf_build_get_property(config_header SDKCONFIG_HEADER)
  set(arguments
      -target riscv32-none-none-eabi -wmo -parse-as-library -module-name MNISTClock
      -Xcc -march=${march} -Xcc -fno-pie -Xcc -ffreestanding -Xcc -fno-blocks
      ${arg_OPTIONS} "@${response}" -import-bridging-header "${header}" -pch-output-dir "${CMAKE_CURRENT_BINARY_DIR}"
      ${sources})
  if(chip MATCHES "^esp32(s3)?$")
    set(check COMMAND "${board}/../Tests/imported-c" "${object}.ll" "${header}" ${arguments})
  endif()
  add_custom_command(
    OUTPUT "${object}"
    COMMAND ${compile} ${arguments}
    ${check}
    COMMAND "${CMAKE_OBJCOPY}" --remove-section .swift_modhash "${object}"
    DEPENDS ${scripts} ${sources} "${header}" "${CMAKE_CURRENT_LIST_DIR}/shim.h"
            "${CMAKE_CURRENT_LIST_DIR}/cell.h" "${CMAKE_CURRENT_LIST_DIR}/services.h" "${response}" "${config_header}"
    COMMENT "Compiling ${library}'s Swift for the ${chip}"
    VERBATIM)
  target_sources(${library} PRIVATE "${object}")
endfunction()
