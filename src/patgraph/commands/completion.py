"""`patgraph completion`: what a shell reads so that it completes our commands, and what they take."""

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context, shell):
    """Print what makes a shell complete commands, questions, their parameters and values.

    \b
    echo 'eval "$(patgraph completion bash)"' >> ~/.bashrc
    echo 'eval "$(patgraph completion zsh)"' >> ~/.zshrc
    patgraph completion fish > ~/.config/fish/completions/patgraph.fish
    """
    from patgraph.commands.shared.shells import SHELLS, VARIABLE

    click.echo(SHELLS[shell](context.find_root().command, {}, "patgraph", VARIABLE).source())
