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


if COMPILER is not None:  # pragma: no branch
    from numba import carray, types  # type: ignore[attr-defined]  # exported, but not by name
    from numba.core.cgutils import voidptr_t
    from numba.extending import intrinsic, overload

    @intrinsic
    def _pointer(_context: Any, address: Any) -> Any:  # pragma: no cover  # run by the compiler
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return builder.inttoptr(values[0], voidptr_t)

        return types.voidptr(address), generate

    @overload(array_at)
    def _array_at(address: Any, shape: Any, dtype: Any) -> Any:  # noqa: ARG001  # pragma: no cover  # numba wants them
        def view(address: Any, shape: Any, dtype: Any) -> Any:
            return carray(_pointer(address), shape, dtype)  # type: ignore[call-arg]  # its context is the compiler's

        return view
