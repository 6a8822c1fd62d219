"""What people take away: one page that holds a result whole. Filled by the verbs, written here."""
