/// The look of the pages: contrast 4.5:1 at least in light and dark, targets of 44 px, one column.
enum AnswerStyle {
  static let sheet = """
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --quiet: #4a5361; --line: #6b7480; --link: #0b57a4;
      --good: #e7f5eb; --bad: #fdeceb; --note: #e8f1fb; --back: #eef0f3 }
    @media (prefers-color-scheme: dark) {
      :root { --paper: #1a1f25; --ink: #e4e7eb; --quiet: #b4bcc7; --line: #8d97a5; --link: #8ec1f7;
        --good: #10301b; --bad: #3d1715; --note: #12283f; --back: #101317 }
    }
    * { box-sizing: border-box }
    body { margin: 0; background: var(--back); color: var(--ink); font: 1rem/1.5 "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif }
    main { max-width: 40rem; margin: 0 auto; padding: 1.25rem; background: var(--paper); min-height: 100vh; overflow-wrap: anywhere }
    h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .25rem }
    h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem }
    .subject, .quiet, .help { color: var(--quiet) }
    .help { display: block; font-size: .875rem }
    .note { padding: .75rem 1rem; border-left: .25rem solid var(--link); background: var(--note) }
    .note.good { background: var(--good) }
    .note.bad { background: var(--bad) }
    dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .25rem 1rem; margin: 1rem 0 }
    dt { color: var(--quiet) }
    dd { margin: 0 }
    a { color: var(--link) }
    li { margin: .5rem 0 }
    label { display: block; font-weight: 600 }
    input, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .25rem;
      padding: .55rem .6rem; min-height: 2.75rem; max-width: 100% }
    textarea { width: 100% }
    #code { text-transform: uppercase; letter-spacing: .2em }
    button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: .5rem 1.25rem; border: 2px solid var(--link);
      border-radius: .25rem; background: var(--link); color: var(--paper); cursor: pointer }
    button.second { background: transparent; color: var(--link) }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
    @media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0 } dd { margin: 0 0 .5rem } }

    """
}
