"""What luck is used for. Adding a purpose changes no other's draws."""

from __future__ import annotations

from sim.luck import purpose

IDEA_GAP = purpose("opportunities.gap")
USE_CASE_VALUE = purpose("use_case.value")
USE_CASE_COMPLEXITY = purpose("use_case.complexity")
USE_CASE_VOLUME = purpose("use_case.volume")
USE_CASE_BATCH = purpose("use_case.batch")
USE_CASE_PATTERN = purpose("use_case.pattern")
USE_CASE_MODEL_CHOICE = purpose("use_case.model_choice")
USE_CASE_REPEATS = purpose("use_case.repeats")
USE_CASE_SIMPLE = purpose("use_case.simple")
USE_CASE_UNIT = purpose("use_case.unit")
PILOT_LENGTH = purpose("workload.pilot_length")
VOLUME_NOISE = purpose("traffic.noise")
PLATFORM_STEP = purpose("platform.planned_step")
PLATFORM_PRIOR = purpose("platform.prior_distance")
SHARED_INCIDENTS = purpose("on_call.shared")
BEHAVIOUR_INCIDENTS = purpose("on_call.behaviour")
TOLERANCE = purpose("cfo.tolerance")
ANSWER_WEEKS = purpose("cfo.answer_weeks")
