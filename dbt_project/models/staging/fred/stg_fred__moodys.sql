{{ stage('fred__moodys') }}
