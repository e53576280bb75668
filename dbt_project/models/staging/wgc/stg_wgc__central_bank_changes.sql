{{ stage('wgc__central_bank_changes') }}
