"""Runtime APIs whose answer follows from the state alone, whatever the block's number."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from dtao_tui.practice.pallets.registry import View, query
from dtao_tui.practice.state.storage import Value

Answer = TypeVar("Answer", bound=Callable[..., Value])


def query_now(name: str) -> Callable[[Answer], Answer]:
    """Register an answer that does not ask for the block, such as "SwapRuntimeApi.current_alpha_price"."""

    def register(answer: Answer) -> Answer:
        @query(name)
        @wraps(answer)
        def answer_at(view: View, _block: int, **inputs: Value) -> Value:
            return answer(view, **inputs)

        return answer

    return register
