"""Arrays found by their address, for the compiler: many of them are handed over as quickly as one."""

import ctypes
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.compiled import COMPILER


def array_at(address: int, shape: tuple[int, ...], dtype: type[np.generic]) -> NDArray[Any]:
    """The array that somebody else keeps at that address: a view, which must not outlive what it shows."""
    kind = np.dtype(dtype)
    size = math.prod(shape) * kind.itemsize
    if not size:
        return np.empty(shape, kind)
    held = (ctypes.c_char * size).from_address(int(address))
    return np.frombuffer(memoryview(held), kind).reshape(shape)


def fetch(address: int) -> None:
    """Have the processor bring what lies there into its cache; nobody waits for it, and no address is wrong."""


if COMPILER is not None:  # pragma: no branch
    from numba import carray, types  # type: ignore[attr-defined]  # exported, but not by name
    from numba.core.cgutils import ir, voidptr_t  # type: ignore[attr-defined]  # it has both
    from numba.extending import intrinsic, overload

    @intrinsic
    def _pointer(_context: Any, address: Any) -> Any:  # pragma: no cover  # run by the compiler
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return builder.inttoptr(values[0], voidptr_t)

        return types.voidptr(address), generate

    @intrinsic
    def _prefetch(_context: Any, address: Any) -> Any:  # pragma: no cover  # run by the compiler
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            number = ir.IntType(32)
            kind = ir.FunctionType(ir.VoidType(), [voidptr_t, number, number, number])
            prefetch = builder.module.declare_intrinsic("llvm.prefetch", [voidptr_t], kind)
            read, keep, data = (number(one) for one in (0, 3, 1))
            builder.call(prefetch, [builder.inttoptr(values[0], voidptr_t), read, keep, data])
            return _context.get_dummy_value()

        return types.none(address), generate

    @overload(fetch)
    def _fetch(address: Any) -> Any:  # noqa: ARG001  # pragma: no cover  # numba wants it
        def ask(address: Any) -> Any:
            _prefetch(address)  # type: ignore[call-arg]  # its context is the compiler's

        return ask

    @overload(array_at)
    def _array_at(address: Any, shape: Any, dtype: Any) -> Any:  # noqa: ARG001  # pragma: no cover  # numba wants them
        def view(address: Any, shape: Any, dtype: Any) -> Any:
            return carray(_pointer(address), shape, dtype)  # type: ignore[call-arg]  # its context is the compiler's

        return view
