# Start-up for QEMU's riscv32 `virt` machine: stack, traps, main, power off.
# Must never return: every outcome ends the run with a status that the host sees.

    .section .text.start
    .globl _start
_start:
    la      sp, __stack_top
    la      t0, trap
    csrw    mtvec, t0
    la      t0, __bss_start
    la      t1, __bss_end
1:  bgeu    t0, t1, 2f
    sw      zero, 0(t0)
    addi    t0, t0, 4
    j       1b
2:  call    board_main
    # The test device at 0x100000 ends the run: 0x5555 with status 0.
    li      t0, 0x100000
    li      t1, 0x5555
    sw      t1, 0(t0)
3:  j       3b

    .align  2
trap:
    csrr    a0, mcause
    csrr    a1, mepc
    csrr    a2, mtval
    la      sp, __stack_top
    call    board_trap
    # 0x3333 with a status in the upper half ends the run with that status.
    li      t0, 0x100000
    li      t1, 0x13333
    sw      t1, 0(t0)
4:  j       4b
