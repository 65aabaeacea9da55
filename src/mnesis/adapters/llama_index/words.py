"""What is said in a message of LlamaIndex."""

from llama_index.core.base.llms.types import ChatMessage, MessageRole

from mnesis.adapters.turns import Turn

_ACTORS = {MessageRole.USER: "user", MessageRole.ASSISTANT: "agent", MessageRole.CHATBOT: "agent"}


def turn_of(message: ChatMessage) -> Turn | None:
    """The words of user and assistant; None for tools, system prompts, and what has no words."""
    actor = _ACTORS.get(message.role)
    return Turn(message.content, actor) if actor and message.content else None
