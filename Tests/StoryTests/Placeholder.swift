// StoryTests: to be filled.
