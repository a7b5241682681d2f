"""What the parts of a header have in common: they are closed, and their texts are not empty."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[Text, AfterValidator(lambda text: " ".join(text.split()))]


class Part(BaseModel):
    """A part of a header: what it does not know it does not take."""

    model_config = ConfigDict(extra="forbid", frozen=True)
