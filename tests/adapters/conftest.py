"""CrewAI has an environment of its own (see the Makefile); elsewhere its tests are not looked at."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("crewai") else ["crewai"]
