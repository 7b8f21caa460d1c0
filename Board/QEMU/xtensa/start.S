# Start-up for QEMU's `lx200` machine with its core dc233c: windows, stack, exceptions, main, end.
# That core differs from the ESP32's in three ways that matter here: it has 32 address registers instead of 64, so that
# windows overflow more often; it has no MULUH and MULSH, which `multiply` below does instead; and no FPU.
# Must never return: every outcome ends the run with a status that the host sees.

    # Semihosting's call number in a2, its argument in a3. LLVM's assembler doesn't know `simcall`.
    .macro  simcall
    .byte   0x00, 0x51, 0x00
    .endm

    # Windows on, and a stack with nobody's frame below it.
    .macro  first_frame
    l32r    a2, running
    wsr.ps  a2
    rsync
    movi    a0, 0
    l32r    a2, stack_at
    # An overflow looks for the caller's frame here, and keeps a4 to a7 below what it finds.
    addi    a1, a2, -64
    addi    a3, a1, -16
    s32i    a2, a3, 4
    .endm

    # By VECBASE; the offsets are the core's, and the ESP32's as well.
    .section .vectors, "ax"
    .p2align 10
vectors:
    # The calls of compiled code are all call8: windows overflow and underflow by eight registers. The caller's a0 to a3
    # are kept below the stack pointer of the function that it called, a4 to a7 in its own frame.
    .org    0x000
    j       trap
    .org    0x040
    j       trap
    .org    0x080
    s32e    a0, a9, -16
    l32e    a0, a1, -12
    s32e    a1, a9, -12
    s32e    a2, a9, -8
    s32e    a3, a9, -4
    s32e    a4, a0, -32
    s32e    a5, a0, -28
    s32e    a6, a0, -24
    s32e    a7, a0, -20
    rfwo
    .org    0x0C0
    l32e    a0, a9, -16
    l32e    a1, a9, -12
    l32e    a2, a9, -8
    l32e    a7, a1, -12
    l32e    a3, a9, -4
    l32e    a4, a7, -32
    l32e    a5, a7, -28
    l32e    a6, a7, -24
    l32e    a7, a7, -20
    rfwu
    .org    0x100
    j       trap
    .org    0x140
    j       trap
    # Interrupts of the levels 2 to 7, which nothing enables.
    .org    0x180
    j       trap
    .org    0x1C0
    j       trap
    .org    0x200
    j       trap
    .org    0x240
    j       trap
    .org    0x280
    j       trap
    .org    0x2C0
    j       trap
    # Exceptions, and interrupts of level 1.
    .org    0x300
    wsr.excsave1 a0
    j       exception
    .org    0x340
    wsr.excsave1 a0
    j       exception
    .org    0x3C0
    j       trap

    .text
    .p2align 2
vectors_at:     .long vectors
stack_at:       .long __stack_top
bss_at:         .long __bss_start
bss_end_at:     .long __bss_end
main_at:        .long board_main
trap_at:        .long board_trap
saved_at:       .long saved
multiplied_at:  .long machine_multiplied
# Windows on, interrupts on, the rest off. With EXCM the windows' exceptions would be off.
running:        .long 0x00040000

    .globl  _start
    .p2align 2
_start:
    movi    a0, 0
    wsr.intenable a0
    wsr.windowbase a0
    rsync
    movi    a1, 1
    wsr.windowstart a1
    rsync
    l32r    a2, vectors_at
    wsr.vecbase a2
    first_frame
    l32r    a4, bss_at
    l32r    a5, bss_end_at
1:  bgeu    a4, a5, 2f
    s32i    a0, a4, 0
    addi    a4, a4, 4
    j       1b
2:  l32r    a8, main_at
    callx8  a8
    movi    a3, 0
end:
    movi    a2, 1
    simcall
    j       end

    .p2align 2
exception:
    l32r    a0, saved_at
    s32i    a1, a0, 4
    s32i    a2, a0, 8
    s32i    a3, a0, 12
    rsr.ccount a1
    s32i    a1, a0, 64
    rsr.exccause a1
    beqz    a1, multiply
    beqi    a1, 4, 1f
    j       trap
1:
    # The timer of machine_wait: that it came is all that counts.
    movi    a1, 0
    wsr.intenable a1
    l32i    a1, a0, 4
    l32i    a2, a0, 8
    l32i    a3, a0, 12
    rsr.excsave1 a0
    rfe

# MULUH and MULSH: op0 0, t, s, r, op1 2, op2 10 or 11, of four bits each (Xtensa ISA, RST2).
multiply:
    rsr.epc1 a1
    s32i    a1, a0, 68
    l8ui    a2, a1, 0
    extui   a3, a2, 0, 4
    bnez    a3, trap
    l8ui    a2, a1, 2
    movi    a3, 0xA2
    beq     a2, a3, 1f
    movi    a3, 0xB2
    beq     a2, a3, 1f
    j       trap
1:  # The result may go where an older window's values still are: have them saved as the instruction itself would.
    l8ui    a2, a1, 1
    extui   a2, a2, 4, 4
    rsr.ps  a3
    movi    a1, -17
    and     a1, a3, a1
    addi    a1, a1, 15
    wsr.ps  a1
    rsync
    bltui   a2, 4, 2f
    or      a4, a4, a4
    bltui   a2, 8, 2f
    or      a8, a8, a8
    bltui   a2, 12, 2f
    or      a12, a12, a12
2:  wsr.ps  a3
    rsync
    rsr.excsave1 a1
    s32i    a1, a0, 0
    s32i    a4, a0, 16
    s32i    a5, a0, 20
    s32i    a6, a0, 24
    s32i    a7, a0, 28
    s32i    a8, a0, 32
    s32i    a9, a0, 36
    s32i    a10, a0, 40
    s32i    a11, a0, 44
    s32i    a12, a0, 48
    s32i    a13, a0, 52
    s32i    a14, a0, 56
    s32i    a15, a0, 60
    l32i    a1, a0, 68
    l8ui    a2, a1, 1
    extui   a3, a2, 0, 4
    addx4   a3, a3, a0
    l32i    a4, a3, 0
    l8ui    a3, a1, 0
    extui   a3, a3, 4, 4
    addx4   a3, a3, a0
    l32i    a5, a3, 0
    # In halves of 16 bits.
    extui   a6, a4, 16, 16
    extui   a7, a5, 16, 16
    mul16u  a8, a4, a5
    mul16u  a9, a4, a7
    mul16u  a10, a6, a5
    mul16u  a11, a6, a7
    extui   a8, a8, 16, 16
    extui   a12, a9, 0, 16
    extui   a13, a10, 0, 16
    add     a8, a8, a12
    add     a8, a8, a13
    extui   a8, a8, 16, 16
    extui   a9, a9, 16, 16
    extui   a10, a10, 16, 16
    add     a11, a11, a8
    add     a11, a11, a9
    add     a11, a11, a10
    l8ui    a8, a1, 2
    movi    a9, 0xA2
    beq     a8, a9, 3f
    # Signed: a negative factor counts for 2^32 more than it is.
    movi    a9, 0
    bge     a4, a9, 4f
    sub     a11, a11, a5
4:  bge     a5, a9, 3f
    sub     a11, a11, a4
3:  extui   a2, a2, 4, 4
    addx4   a2, a2, a0
    s32i    a11, a2, 0
    addi    a1, a1, 3
    wsr.epc1 a1
    # How often, and what it took: one instruction on the chip.
    l32r    a2, multiplied_at
    l32i    a3, a2, 0
    addi    a3, a3, 1
    s32i    a3, a2, 0
    l32i    a1, a0, 64
    rsr.ccount a3
    sub     a3, a3, a1
    l32i    a1, a2, 4
    add     a1, a1, a3
    s32i    a1, a2, 4
    l32i    a1, a0, 0
    wsr.excsave1 a1
    l32i    a1, a0, 4
    l32i    a2, a0, 8
    l32i    a3, a0, 12
    l32i    a4, a0, 16
    l32i    a5, a0, 20
    l32i    a6, a0, 24
    l32i    a7, a0, 28
    l32i    a8, a0, 32
    l32i    a9, a0, 36
    l32i    a10, a0, 40
    l32i    a11, a0, 44
    l32i    a12, a0, 48
    l32i    a13, a0, 52
    l32i    a14, a0, 56
    l32i    a15, a0, 60
    rsr.excsave1 a0
    rfe

# Nothing goes on after this: the windows of the callers are dropped.
    .p2align 2
trap:
    rsr.windowbase a2
    ssl     a2
    movi    a3, 1
    sll     a3, a3
    rsr.exccause a10
    rsr.epc1 a11
    rsr.excvaddr a12
    wsr.windowstart a3
    first_frame
    l32r    a8, trap_at
    callx8  a8
    movi    a3, 1
    j       end

    .bss
    .p2align 2
# a0 to a15 of what an exception interrupts, CCOUNT and EPC1 then.
saved:
    .space  72
# MULUH and MULSH so far; the counts of CCOUNT that they took here.
    .globl  machine_multiplied
machine_multiplied:
    .space  8
