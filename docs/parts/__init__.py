"""What each reference page is made of: one module a page, each with `page()` and the names that the page must hold."""

from docs.parts import commands, components, events, inventory, policies, routes, settings

__all__ = ["commands", "components", "events", "inventory", "policies", "routes", "settings"]
