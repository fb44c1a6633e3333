// TemplateTests: to be filled.
