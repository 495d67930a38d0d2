package engine_test

const childEnv = "MAILTUI_ENGINE_TEST_CHILD"

func runChild() {}
