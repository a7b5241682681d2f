"""Numbers and sums of money as people read them."""

from decimal import Decimal, InvalidOperation


def in_pounds(value: object) -> str:
    """A number, or the text of one, as pounds: `£54,000,000`; another text as it stands."""
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite():
        return text
    sign, size = "-" if number < 0 else "", abs(number)
    return f"{sign}£{size:,.0f}" if size == size.to_integral_value() else f"{sign}£{size:,.2f}"


def in_figures(value: object) -> str:
    """A number, or the text of one, with separators where it has four digits before its point or more:
    `1,589,057`. What is no number stands as it is; a year is none, and is not to be given.
    """
    text = str(value)
    whole, point, rest = text.partition(".")
    digits = whole.lstrip("+-")
    if len(digits) < 4 or digits.startswith("0") or not (digits + rest).isdecimal():
        return text
    return f"{int(whole):,}{point}{rest}"
