"""From the court's docket and the Federal Register to drafts that wait for an editor.

What is read here is believed by nobody: it lands in the inbox, which no answer
looks at.  Libraries of the extra `import` are loaded inside the functions that
need them, so that the record can be asked without them.
"""
