# What this project adds to `idf.py`, which loads this file by its name: `glyphs-flash`, with the port and the baud rate
# of the other flashing commands, and ahead of `monitor`, which holds the terminal.
# Must never flash in any other way than ESP-IDF's own commands do.


def action_extensions(base_actions, project_path):
    actions = base_actions["actions"]
    flash = dict(
        actions["app-flash"],
        help="Flash only the handwriting, as made by `./clock glyphs build`.",
        order_dependencies=["all", "erase-flash", "flash"],
    )
    monitor = dict(actions["monitor"])
    monitor["order_dependencies"] = monitor["order_dependencies"] + ["glyphs-flash"]
    return {"actions": {"glyphs-flash": flash, "monitor": monitor}}
