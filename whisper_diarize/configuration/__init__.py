"""Configuration files: defaults for the options of commands, and profiles of them.

`places` finds the files, `files` reads them, `values` checks one value, `settings` decides between them,
`validation` checks whole files.
"""

from .commands import OF_COMPONENTS, Command, Commands, CommandSpec, OptionSpec
from .files import ConfigurationFile, read_file, read_files
from .places import CONFIG_VARIABLE, FILE_NAME, Place, places, user_place
from .settings import Setting, Settings, profiles, settings_for
from .validation import problems
from .values import shown

__all__ = [
    "CONFIG_VARIABLE",
    "FILE_NAME",
    "OF_COMPONENTS",
    "Command",
    "CommandSpec",
    "Commands",
    "ConfigurationFile",
    "OptionSpec",
    "Place",
    "Setting",
    "Settings",
    "places",
    "problems",
    "profiles",
    "read_file",
    "read_files",
    "settings_for",
    "shown",
    "user_place",
]
