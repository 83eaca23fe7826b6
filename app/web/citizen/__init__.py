"""Pages of the person who files: starting, the five steps, following, supplementing, withdrawing. It shows only one's
own dossiers, and moves them only through `cases`."""
