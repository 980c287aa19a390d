"""What moves money, and what a bureau's system posts: every posting locks its accounts, looks, then writes."""
